import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startScriptServer } from './script-server.ts';
import { sendHttp } from './send-http.ts';

test('rows are answered once each, the same request in the order of the table', async (t) => {
  const server = await startScriptServer([
    { url: '/a?x=1', reply: { body: { round: 1 } } },
    { url: '/a?x=1', reply: { status: 429, headers: { 'retry-after': '3' } } },
    { method: 'POST', url: /^\/b/, reply: ({ body }) => ({ body: `got ${body}` }) },
  ]);
  t.after(() => server.close());

  const first = await sendHttp(`${server.url}/a?x=1`);
  const second = await sendHttp(`${server.url}/a?x=1`);
  assert.throws(() => server.assertAllCalled(), /not called/);
  const third = await sendHttp(`${server.url}/b/c`, { method: 'POST', body: 'hello' });

  assert.deepEqual(first.json(), { round: 1 });
  assert.equal(second.headers['retry-after'], '3');
  assert.equal(third.text(), 'got hello');
  server.assertAllCalled();
});

test('an unscripted call, or one with other headers, fails the test at the end', async () => {
  const server = await startScriptServer([
    { url: '/a', headers: { authorization: 'Bearer right' }, reply: {} },
  ]);

  const answer = await sendHttp(`${server.url}/a`, { headers: { authorization: 'Bearer wrong' } });

  assert.equal(answer.status, 501);
  await assert.rejects(server.close(), /GET \/a/);
});
