import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { type TestContext, test } from 'node:test';
import { FakeClock } from '@harborguard/shared/testing/fake-clock.ts';
import { makeLoopbackCertificates } from '@harborguard/shared/testing/loopback-certificate.ts';
import { linkAddress } from './link-address.ts';
import type { SocketClose } from './link-socket.ts';
import { createSocketFactory, type SocketOptions } from './open-socket.ts';
import { ScriptedControlPlane } from './testing/scripted-control-plane.ts';

const certificates = await makeLoopbackCertificates();
const skip = certificates.kind === 'made' ? false : certificates.reason;
const made = certificates.kind === 'made' ? certificates : undefined;

async function startControlPlane(t: TestContext, tls?: { key: string; cert: string }) {
  const controlPlane = await ScriptedControlPlane.start(tls);
  t.after(() => controlPlane.stop());
  return controlPlane;
}

/** How it ended: opened, or closed with the reason. */
function openOnce(url: string, options: Partial<SocketOptions>): Promise<'opened' | SocketClose> {
  const openSocket = createSocketFactory({
    address: linkAddress(url),
    apiKey: () => 'canary-key',
    clock: new FakeClock(),
    ...options,
  });
  return new Promise((resolve) => {
    const socket = openSocket({
      opened: () => {
        resolve('opened');
        socket.terminate();
      },
      text: () => undefined,
      binary: () => undefined,
      activity: () => undefined,
      refused: () => undefined,
      closed: resolve,
    });
  });
}

interface Proxy {
  readonly url: URL;
  readonly requests: IncomingMessage[];
}

async function startProxy(t: TestContext, answer = '200 Connection established'): Promise<Proxy> {
  const requests: IncomingMessage[] = [];
  const sockets = new Set<Socket>();
  const server = createServer();
  server.on('connect', (request: IncomingMessage, client: Socket, head: Buffer) => {
    requests.push(request);
    const target = new URL(`http://${request.url}`);
    const upstream = connect(Number(target.port), target.hostname, () => {
      client.write(`HTTP/1.1 ${answer}\r\n\r\n`);
      upstream.write(head);
      client.pipe(upstream).pipe(client);
    });
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', () => socket.destroy());
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { url: new URL(`http://user:canary%20password@127.0.0.1:${port}`), requests };
}

test('a private authority is trusted when its certificate is given', { skip }, async (t) => {
  const controlPlane = await startControlPlane(t, made?.server);

  assert.equal(await openOnce(controlPlane.url, { caPem: made?.ca }), 'opened');
});

for (const { name, tls, caPem, reason } of [
  {
    name: 'an unknown authority',
    tls: made?.server,
    caPem: undefined,
    reason: /UNABLE_TO_VERIFY|SELF_SIGNED|UNABLE_TO_GET/,
  },
  { name: 'an expired one', tls: made?.expired, caPem: made?.ca, reason: /CERT_HAS_EXPIRED/ },
  { name: 'another name', tls: made?.wrongName, caPem: made?.ca, reason: /ALTNAME_INVALID/ },
]) {
  test(`a certificate of ${name} ends the try with its reason, before the key is sent`, {
    skip,
  }, async (t) => {
    const controlPlane = await startControlPlane(t, tls);

    const outcome = await openOnce(controlPlane.url, { caPem });

    assert.ok(outcome !== 'opened');
    assert.match(outcome.reason ?? '', reason);
    assert.deepEqual(controlPlane.authorizations, []);
  });
}

test('a proxy is asked for a tunnel with its own credentials, and the key stays inside', async (t) => {
  const controlPlane = await startControlPlane(t);
  const proxy = await startProxy(t);

  assert.equal(await openOnce(controlPlane.url, { proxy: proxy.url }), 'opened');

  const [request] = proxy.requests;
  assert.equal(request?.url, `127.0.0.1:${controlPlane.port}`);
  const expected = Buffer.from('user:canary password').toString('base64');
  assert.equal(request?.headers['proxy-authorization'], `Basic ${expected}`);
  assert.equal(request?.headers.authorization, undefined);
});

test('TLS runs inside the tunnel and is checked against the control plane', { skip }, async (t) => {
  const proxy = await startProxy(t);
  const good = await startControlPlane(t, made?.server);
  const bad = await startControlPlane(t, made?.wrongName);
  const options = { proxy: proxy.url, caPem: made?.ca };

  assert.equal(await openOnce(good.url, options), 'opened');
  const outcome = await openOnce(bad.url, options);

  assert.ok(outcome !== 'opened');
  assert.match(outcome.reason ?? '', /ALTNAME_INVALID/);
});

test('a proxy that refuses ends the try with its status and no secret', async (t) => {
  const controlPlane = await startControlPlane(t);
  const proxy = await startProxy(t, '407 Proxy Authentication Required');

  const outcome = await openOnce(controlPlane.url, { proxy: proxy.url });

  assert.ok(outcome !== 'opened');
  assert.equal(outcome.reason, 'proxy answered 407');
  assert.deepEqual(controlPlane.authorizations, []);
});

test('nobody listening is a reason by name', async (t) => {
  const controlPlane = await startControlPlane(t);
  const { url } = controlPlane;
  await controlPlane.stop();

  const outcome = await openOnce(url, {});

  assert.deepEqual(outcome, { closeCode: 1006, reason: 'ECONNREFUSED' });
});
