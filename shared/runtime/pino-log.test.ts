import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LogThreshold } from '../src/log-over-logger.ts';
import { createPinoLog } from './pino-log.ts';

function record(threshold = new LogThreshold('debug')) {
  const lines: string[] = [];
  const log = createPinoLog(threshold, { write: (line) => void lines.push(line) });
  return { log, lines, threshold };
}

test('fields with the name of a secret never reach a line, nor do properties of a foreign error', () => {
  const { log, lines } = record();
  const error = Object.assign(new Error('refused'), {
    request: { headers: { authorization: 'Bearer canary-request' } },
    body: 'canary-body',
  });

  for (const name of ['password', 'apiKey', 'token', 'secret', 'authorization', 'credential']) {
    log.info('top', { [name]: `canary-${name}`, kept: 1 });
    log.child({ [name]: `canary-${name}` }).warn('child', {});
    log.error('nested', { registry: { [name]: `canary-${name}`, host: 'registry.example' } });
  }
  log.error('failed', { error });

  const text = lines.join('');
  assert.doesNotMatch(text, /canary/);
  assert.equal(lines.length, 19);
  assert.match(text, /registry\.example/);
  assert.match(text, /refused/);
});

test('the level changes while the program runs, for logs that were made before too', () => {
  const { log, lines, threshold } = record(new LogThreshold('warn'));
  const child = log.child({ jobId: 'job-1' });

  child.debug('unseen', {});
  threshold.set('debug');
  child.debug('seen', {});
  assert.equal(threshold.toggleDebug(), 'warn');
  child.info('unseen again', {});
  threshold.set('silent');
  child.error('unseen as well', {});

  assert.equal(lines.length, 1);
  assert.match(lines[0] ?? '', /"seen"/);
});
