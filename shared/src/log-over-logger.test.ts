import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  errorFields,
  type LevelledLogger,
  LogThreshold,
  logOverLogger,
} from './log-over-logger.ts';

test('lines reach the logger with their fields, and a child keeps its own', () => {
  const lines: unknown[] = [];
  const logger = (own: object): LevelledLogger => {
    const take = (fields: object, message: string) => lines.push([message, { ...own, ...fields }]);
    return {
      ...{ debug: take, info: take, warn: take, error: take },
      child: (fields) => logger({ ...own, ...fields }),
    };
  };

  const log = logOverLogger(logger({}), new LogThreshold('info'));
  log.info('sync started');
  log.child({ jobId: 'j' }).warn('job failed', { code: 'POISON' });

  assert.deepEqual(lines, [
    ['sync started', {}],
    ['job failed', { jobId: 'j', code: 'POISON' }],
  ]);
});

test('of a foreign error only code, name, message and stack are logged', () => {
  const error = Object.assign(new Error('broken'), {
    code: 'ECONNRESET',
    request: { headers: { authorization: 'canary' } },
  });

  const fields = errorFields(error);

  assert.doesNotMatch(JSON.stringify(fields), /canary/);
  assert.match(JSON.stringify(fields), /ECONNRESET/);
});
