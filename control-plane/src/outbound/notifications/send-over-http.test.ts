// Channels over HTTP against servers on the loopback address.
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import { test } from 'node:test';
import { inspect } from 'node:util';
import { HarborError } from '@harborguard/shared/errors/harbor-error.ts';
import { FakeClock } from '@harborguard/shared/testing/fake-clock.ts';
import { makeLoopbackCertificates } from '@harborguard/shared/testing/loopback-certificate.ts';
import { startScriptServer } from '@harborguard/shared/testing/script-server.ts';
import type { Channel, ChannelSecret } from '../../domain/notifications/channel.ts';
import { findingEvent, messageOf } from '../../domain/notifications/testing/sample-events.ts';
import { createChannelSender } from './create-channel-sender.ts';
import type { HttpChannelOptions } from './send-over-http.ts';
import { proxyLogin, startConnectProxy } from './testing/connect-proxy.ts';

const clock = new FakeClock();
const message = messageOf([findingEvent()]);
const secretPath = '/services/canary-path';
const routingKey = 'canary0123456789abcdef0123456789';

function sender(changes: Partial<HttpChannelOptions> = {}) {
  const proxyFor = () => undefined;
  return createChannelSender({ clock, allowedAddresses: ['127.0.0.0/8'], proxyFor, ...changes });
}

function channel(
  kind: 'slack' | 'teams' | 'webhook',
  caPem?: string,
): Pick<Channel, 'id' | 'settings'> {
  return { id: 'c', settings: { kind, origin: 'https://receiver', caPem } };
}

async function codeOf(sending: Promise<unknown>): Promise<string> {
  const error: unknown = await sending.then(
    () => assert.fail('it was sent'),
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof HarborError);
  assert.ok(!/canary/.test(inspect(error, { depth: 10 })), inspect(error));
  return error.code;
}

test('each kind posts its own form as JSON', async (t) => {
  const server = await startScriptServer([
    {
      method: 'POST',
      url: secretPath,
      headers: { 'content-type': 'application/json' },
      reply: {},
    },
    {
      method: 'POST',
      url: secretPath,
      headers: { 'content-type': 'application/json; charset=utf-8' },
      reply: {},
    },
    { method: 'POST', url: '/v2/enqueue', reply: { status: 202, body: { status: 'success' } } },
  ]);
  t.after(() => server.close());
  const secret = { url: `${server.url}${secretPath}`, routingKey };
  const sent = sender({ pagerDutyUrl: `${server.url}/v2/enqueue` });
  assert.deepEqual(await sent.send(channel('slack'), secret, message), {
    kind: 'sent',
    status: 200,
  });
  assert.deepEqual(await sent.send(channel('teams'), secret, message), {
    kind: 'sent',
    status: 200,
  });
  const pagerDuty = { id: 'p', settings: { kind: 'pagerduty', region: 'us' } } as const;
  assert.deepEqual(await sent.send(pagerDuty, secret, message), { kind: 'sent', status: 202 });
  const [slack, teams, alert] = server.requests.map(({ body }) => JSON.parse(body ?? ''));
  assert.ok(Array.isArray(slack.blocks));
  assert.equal(teams.type, 'message');
  assert.equal(alert.routing_key, routingKey);
});

test('what a webhook receives carries a signature that its secret verifies', async (t) => {
  const server = await startScriptServer([
    { method: 'POST', url: '/hook', reply: { status: 204 } },
  ]);
  t.after(() => server.close());
  const key = Buffer.alloc(32, 7);
  const signingSecret = `whsec_${key.toString('base64')}`;
  await sender().send(channel('webhook'), { url: `${server.url}/hook`, signingSecret }, message);
  const [request] = server.requests;
  assert.ok(request);
  const id = request.headers['webhook-id'];
  const timestamp = request.headers['webhook-timestamp'];
  assert.equal(id, message.deliveryId);
  const signed = `${id}.${timestamp}.${request.body}`;
  const expected = createHmac('sha256', key).update(signed).digest('base64');
  assert.equal(request.headers['webhook-signature'], `v1,${expected}`);
});

const answers: readonly (readonly [number, string, boolean])[] = [
  [302, 'NOTIFICATION_REFUSED', true],
  [400, 'NOTIFICATION_REFUSED', true],
  [401, 'NOTIFICATION_LOGIN_REFUSED', false],
  [403, 'NOTIFICATION_LOGIN_REFUSED', false],
  [404, 'NOTIFICATION_REFUSED', true],
  [408, 'NOTIFICATION_DEFERRED', false],
  [410, 'NOTIFICATION_REFUSED', true],
  [429, 'NOTIFICATION_DEFERRED', false],
  [500, 'NOTIFICATION_DEFERRED', false],
  [503, 'NOTIFICATION_DEFERRED', false],
];
for (const [status, code, isPermanent] of answers) {
  test(`an answer of ${status} is ${code}`, async (t) => {
    // A redirect leads to a path that is not in the script: following it would fail the test.
    const headers = { location: '/elsewhere', 'retry-after': '120' };
    const server = await startScriptServer([
      { method: 'POST', url: secretPath, reply: { status, headers, body: 'x'.repeat(100_000) } },
    ]);
    t.after(() => server.close());
    const outcome = await sender().send(
      channel('slack'),
      { url: server.url + secretPath },
      message,
    );
    assert.ok(outcome.kind === 'failed');
    assert.deepEqual(
      [outcome.code, outcome.isPermanent, outcome.status],
      [code, isPermanent, status],
    );
    assert.equal(outcome.retryAfterMs, code === 'NOTIFICATION_DEFERRED' ? 120_000 : undefined);
    assert.equal(outcome.isGone === true, status === 410);
  });
}

test('a private address is refused by its number and by a name that leads to it', async () => {
  const refused = { allowedAddresses: [] };
  const secret: ChannelSecret = { url: `https://127.0.0.1${secretPath}` };
  assert.equal(
    await codeOf(sender(refused).send(channel('slack'), secret, message)),
    'ADDRESS_REFUSED',
  );
  const lookup = ((_host: string, _options: unknown, callback: (...found: unknown[]) => void) =>
    callback(null, [
      { address: '93.184.215.14', family: 4 },
      { address: '169.254.169.254', family: 4 },
    ])) as unknown as NonNullable<HttpChannelOptions['lookup']>;
  const named = { url: `https://receiver.example${secretPath}` };
  assert.equal(
    await codeOf(sender({ ...refused, lookup }).send(channel('slack'), named, message)),
    'ADDRESS_REFUSED',
  );
});

test('the connection goes to the address that was checked, and its certificate must be of the name', async (t) => {
  const made = await makeLoopbackCertificates();
  if (made.kind !== 'made') return t.skip(made.reason);
  const script = [{ method: 'POST', url: secretPath, reply: {} }] as const;
  const server = await startScriptServer(script, { tls: made.server });
  t.after(() => server.close());
  let lookups = 0;
  const lookup = ((_host: string, _options: unknown, callback: (...found: unknown[]) => void) => {
    lookups += 1;
    callback(null, [{ address: lookups === 1 ? '127.0.0.1' : '127.0.0.9', family: 4 }]);
  }) as unknown as NonNullable<HttpChannelOptions['lookup']>;
  const url = (host: string) => ({ url: `https://${host}:${server.port}${secretPath}` });
  const outcome = await sender({ lookup }).send(
    channel('slack', made.ca),
    url('localhost'),
    message,
  );
  assert.equal(outcome.kind, 'sent');
  assert.equal(lookups, 1);
  lookups = 0;
  const wrong = sender({ lookup }).send(channel('slack', made.ca), url('other.example'), message);
  assert.equal(await codeOf(wrong), 'NOTIFICATION_TLS_FAILED');
  const unknown = sender().send(channel('slack'), url('127.0.0.1'), message);
  assert.equal(await codeOf(unknown), 'NOTIFICATION_TLS_FAILED');
});

test('through a proxy the message goes by a tunnel to the checked address', async (t) => {
  const server = await startScriptServer([{ method: 'POST', url: secretPath, reply: {} }]);
  t.after(() => server.close());
  const proxy = await startConnectProxy(t, server);
  const proxyFor = () => proxy.url;
  const secret = { url: `${server.url}${secretPath}` };
  assert.equal((await sender({ proxyFor }).send(channel('slack'), secret, message)).kind, 'sent');
  assert.deepEqual(proxy.asked, [`${server.host} ${proxyLogin}`]);
});

test('a receiver that is not there is unreachable', async () => {
  const secret = { url: `http://127.0.0.1:1${secretPath}` };
  assert.equal(
    await codeOf(sender().send(channel('slack'), secret, message)),
    'NOTIFICATION_UNREACHABLE',
  );
});

test('a receiver that never answers is a timeout', async (t) => {
  const silent = createServer(() => undefined);
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    silent.close();
    silent.closeAllConnections();
  });
  const address = silent.address();
  assert.ok(typeof address === 'object' && address !== null);
  const secret = { url: `http://127.0.0.1:${address.port}${secretPath}` };
  const sending = sender({ timeoutMs: 100 }).send(channel('slack'), secret, message);
  assert.equal(await codeOf(sending), 'NOTIFICATION_TIMEOUT');
});
