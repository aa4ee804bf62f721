import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type TestContext, test } from 'node:test';
import { runCommand } from './run-command.ts';

async function serverWith(t: TestContext, status: number): Promise<string> {
  const server = createServer((request, response) => {
    response.writeHead(request.url === '/api/health' ? status : 404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => server.close());
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function askHealth(listen: string) {
  let out = '';
  let error = '';
  const exitCode = await runCommand({
    args: ['health'],
    environment: { HARBORGUARD_LISTEN: listen, HARBORGUARD_LOG_LEVEL: 'silent' },
    terminal: {
      print: (text: string) => {
        out += text;
      },
      error: (text: string) => {
        error += text;
      },
      isInteractive: false,
    },
    signal: new AbortController().signal,
  });
  return { exitCode, out, error };
}

test('health is 0 when the server beside it answers', async (t) => {
  const answer = await askHealth(await serverWith(t, 200));

  assert.deepEqual(answer, { exitCode: 0, out: 'alive\n', error: '' });
});

test('health is 1 and names the address when the server does not answer well', async (t) => {
  const listen = await serverWith(t, 503);

  const { exitCode, error } = await askHealth(listen);

  assert.equal(exitCode, 1);
  assert.ok(error.includes(listen), error);
});

test('health is 1 when nobody listens', async () => {
  const { exitCode } = await askHealth('127.0.0.1:1');

  assert.equal(exitCode, 1);
});
