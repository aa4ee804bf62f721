import assert from 'node:assert/strict';
import type { LookupFunction } from 'node:net';
import { test } from 'node:test';
import { inspect } from 'node:util';
import { isHarborError } from '@harborguard/shared/errors/harbor-error.ts';
import { makeLoopbackCertificates } from '@harborguard/shared/testing/loopback-certificate.ts';
import { canary, httpFor, overTls, serve, signal } from '../testing/http-on-test.ts';
import { rejectsWith } from '../testing/provider-on-test.ts';
import { proxyPassword, startProxy } from '../testing/start-proxy.ts';

const made = await makeLoopbackCertificates();
const certificates = made.kind === 'made' ? made : undefined;
const skip = made.kind === 'made' ? false : made.reason;
const login = `Basic ${Buffer.from(`user:${proxyPassword}`).toString('base64')}`;

test('https goes through a tunnel: the proxy sees the end of it, its own login and no credential', {
  skip,
}, async (t) => {
  const server = await serve(t, (_, response) => response.end('ok'), overTls(certificates?.server));
  const proxy = await startProxy(t);
  const { http, log } = httpFor(
    t,
    server.origin,
    { caPem: certificates?.ca ?? '' },
    { proxyChoice: () => proxy.url },
  );

  for (let round = 0; round < 6; round += 1) {
    const request = { method: 'GET', url: server.origin, authorization: canary } as const;
    const answer = await http.send(request, { signal });
    assert.equal(Buffer.from(answer.body).toString(), 'ok');
  }

  // A connection is kept for the next request, or the next but one.
  assert.ok(proxy.tunnels.length <= 2, String(proxy.tunnels));
  assert.ok(proxy.tunnels.every((tunnel) => tunnel === server.host));
  assert.ok(proxy.logins.every((seen) => seen === login));
  assert.ok(!proxy.seen.join().includes(canary));
  assert.ok(!log.text().includes('canary'));
});

test('plain http is handed to the proxy as a whole address, with its login', async (t) => {
  const seen: (string | undefined)[] = [];
  const server = await serve(t, (request, response) => {
    seen.push(request.url, request.headers['proxy-authorization'], request.headers.host);
    response.end('ok');
  });
  const proxy = await startProxy(t);
  const { http } = httpFor(t, server.origin, {}, { proxyChoice: () => proxy.url });

  const answer = await http.send({ method: 'GET', url: `${server.origin}/v2/?a=b` }, { signal });

  assert.equal(answer.status, 200);
  assert.equal(answer.url, `${server.origin}/v2/?a=b`);
  assert.deepEqual(proxy.forwarded, [`${server.origin}/v2/?a=b`]);
  assert.deepEqual(proxy.logins, [login]);
  assert.deepEqual(seen, ['/v2/?a=b', undefined, server.host]);
});

test('a host that is to be reached without a proxy gets nothing of the proxy login', async (t) => {
  let login: string | undefined = 'unseen';
  const server = await serve(t, (request, response) => {
    login = request.headers['proxy-authorization'];
    response.end();
  });
  const { http } = httpFor(t, server.origin, {}, { proxyChoice: () => undefined });

  await http.send({ method: 'GET', url: server.origin }, { signal });

  assert.equal(login, undefined);
});

test('the certificate behind a tunnel is checked, and its chain told', { skip }, async (t) => {
  const server = await serve(t, (_, response) => response.end(), overTls(certificates?.server));
  const proxy = await startProxy(t);
  const { http } = httpFor(t, server.origin, {}, { proxyChoice: () => proxy.url });

  await assert.rejects(http.send({ method: 'GET', url: server.origin }, { signal }), (error) => {
    assert.ok(isHarborError(error));
    assert.equal(error.code, 'TLS_UNTRUSTED');
    assert.match(String(error.details['chain']), /signed by Loopback test authority/);
    return true;
  });
});

const publicName: LookupFunction = (_, __, callback) =>
  callback(null, [{ address: '127.0.0.1', family: 4 }]);

test('cloud mode names the address it has checked to the proxy, not the name', async (t) => {
  const server = await serve(t, (request, response) => response.end(request.headers.host));
  const proxy = await startProxy(t);
  const name = `registry.example:${server.port}`;
  const target = { guardAddresses: true, allowedAddresses: [name] };
  const settings = { proxyChoice: () => proxy.url, lookup: publicName };
  const { http } = httpFor(t, `http://${name}`, target, settings);

  const answer = await http.send({ method: 'GET', url: `http://${name}/` }, { signal });

  assert.equal(Buffer.from(answer.body).toString(), name);
  assert.deepEqual(proxy.tunnels, [server.host]);
  assert.deepEqual(proxy.forwarded, []);
});

test('cloud mode refuses a private address before any proxy hears of it', async (t) => {
  const proxy = await startProxy(t);
  const target = { guardAddresses: true, allowedAddresses: [] };
  const settings = { proxyChoice: () => proxy.url, lookup: publicName };
  for (const url of ['http://inside.example/', 'https://inside.example/', 'http://10.0.0.1/']) {
    const { http } = httpFor(t, url, target, settings);

    await rejectsWith(
      http.send({ method: 'GET', url }, { signal, attemptsMax: 1 }),
      'ADDRESS_REFUSED',
    );
  }
  assert.deepEqual([...proxy.tunnels, ...proxy.forwarded, ...proxy.logins], []);
});

for (const { status, code } of [
  { status: 403, code: 'PROXY_REFUSED' },
  { status: 407, code: 'PROXY_REFUSED' },
  { status: 502, code: 'REGISTRY_UNREACHABLE' },
  { status: 503, code: 'REGISTRY_UNREACHABLE' },
] as const) {
  test(`a proxy that answers ${status} to a tunnel is ${code}, without its password`, async (t) => {
    const proxy = await startProxy(t, { status });
    const url = 'https://registry.example/';
    const { http, log } = httpFor(t, url, {}, { proxyChoice: () => proxy.url });

    await assert.rejects(http.send({ method: 'GET', url }, { signal, attemptsMax: 1 }), (error) => {
      assert.ok(isHarborError(error));
      assert.equal(error.code, code);
      assert.equal(error.details['proxy'], proxy.url.host);
      const shown = inspect(error, { depth: 9 }) + log.text();
      assert.ok(!shown.includes('canary') && !shown.includes(login), shown);
      return true;
    });
  });
}

test('a proxy that is away, and one that says nothing, are unreachable', async (t) => {
  const silent = await startProxy(t, { silent: true });
  const url = 'https://registry.example/';
  for (const proxy of [silent.url, new URL('http://user:canary@127.0.0.1:1')]) {
    const settings = { proxyChoice: () => proxy, timeouts: { connectMs: 50 } };
    const { http } = httpFor(t, url, {}, settings);

    await assert.rejects(http.send({ method: 'GET', url }, { signal, attemptsMax: 1 }), (error) => {
      assert.ok(isHarborError(error));
      assert.equal(error.code, 'PROXY_UNREACHABLE');
      assert.ok(!inspect(error, { depth: 9 }).includes('canary'));
      return true;
    });
  }
});

test('a redirect is judged anew for the proxy: the next host may need none', async (t) => {
  const inside = await serve(t, (_, response) => response.end('inside'));
  const outside = await serve(t, (_, response) => {
    response.writeHead(302, { location: `${inside.origin}/blob` }).end();
  });
  const proxy = await startProxy(t);
  const proxyChoice = (url: URL) => (url.host === outside.host ? proxy.url : undefined);
  const { http } = httpFor(t, outside.origin, {}, { proxyChoice });

  const answer = await http.send({ method: 'GET', url: outside.origin }, { signal });

  assert.equal(Buffer.from(answer.body).toString(), 'inside');
  assert.deepEqual(proxy.forwarded, [`${outside.origin}/`]);
});

test('plain http through a proxy that is away, or wants another login, blames the proxy', async (t) => {
  const refusing = await startProxy(t, { status: 407 });
  const url = 'http://registry.example/';
  for (const [proxy, code] of [
    [refusing.url, 'PROXY_REFUSED'],
    [new URL('http://user:canary@127.0.0.1:1'), 'PROXY_UNREACHABLE'],
  ] as const) {
    const { http } = httpFor(t, url, {}, { proxyChoice: () => proxy });

    await assert.rejects(http.send({ method: 'GET', url }, { signal, attemptsMax: 1 }), (error) => {
      assert.ok(isHarborError(error));
      assert.equal(error.code, code);
      assert.equal(error.details['proxy'], proxy.host);
      assert.ok(!inspect(error, { depth: 9 }).includes('canary'));
      return true;
    });
  }
});

test('a proxy reached by https is checked itself, and carries https and http', {
  skip,
}, async (t) => {
  const tls = overTls(certificates?.server);
  const secure = await serve(t, (_, response) => response.end('ok'), tls);
  const plain = await serve(t, (_, response) => response.end('ok'));
  const proxy = await startProxy(t, tls);
  const settings = { proxyChoice: () => proxy.url };
  for (const { origin } of [secure, plain]) {
    const trusting = httpFor(t, origin, {}, { ...settings, caPems: [certificates?.ca ?? ''] });
    const answer = await trusting.http.send({ method: 'GET', url: origin }, { signal });
    assert.equal(Buffer.from(answer.body).toString(), 'ok');

    const suspicious = httpFor(t, origin, {}, settings);
    await rejectsWith(
      suspicious.http.send({ method: 'GET', url: origin }, { signal, attemptsMax: 1 }),
      'PROXY_UNREACHABLE',
    );
  }
  assert.deepEqual(proxy.tunnels, [secure.host]);
  assert.deepEqual(proxy.forwarded, [`${plain.origin}/`]);
});
