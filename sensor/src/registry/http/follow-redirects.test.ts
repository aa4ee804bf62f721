import assert from 'node:assert/strict';
import type { LookupFunction } from 'node:net';
import { test } from 'node:test';
import { canary, httpFor, serve, signal } from '../testing/http-on-test.ts';
import { rejectsWith } from '../testing/provider-on-test.ts';

test('a redirect on the same origin keeps the credential, one to another host loses it for good', async (t) => {
  const seen: (string | undefined)[] = [];
  const elsewhere = await serve(t, (request, response) => {
    seen.push(`elsewhere ${request.headers.authorization}`);
    response.writeHead(307, { location: `${registry.origin}/back` }).end();
  });
  const registry = await serve(t, (request, response) => {
    seen.push(`${request.url} ${request.headers.authorization}`);
    const location = { '/a': '/b', '/b': `${elsewhere.origin}/blob` }[request.url ?? ''];
    response.writeHead(
      location === undefined ? 200 : 302,
      location === undefined ? {} : { location },
    );
    response.end();
  });
  const { http } = httpFor(t, registry.origin);

  const answer = await http.send(
    { method: 'GET', url: `${registry.origin}/a`, authorization: canary },
    { signal },
  );

  assert.equal(answer.url, `${registry.origin}/back`);
  assert.deepEqual(seen, [
    `/a ${canary}`,
    `/b ${canary}`,
    'elsewhere undefined',
    '/back undefined',
  ]);
});

test('endless redirects end', async (t) => {
  let requests = 0;
  const server = await serve(t, (_, response) => {
    requests += 1;
    response.writeHead(302, { location: `/again${requests}` }).end();
  });
  const { http } = httpFor(t, server.origin);

  await rejectsWith(http.send({ method: 'GET', url: server.origin }, { signal }), 'REDIRECT_LIMIT');
  assert.equal(requests, 6);
});

for (const location of ['ftp://h/x', 'http://user:pw@127.0.0.1/x', 'http://[']) {
  test(`a redirect to ${location} is refused`, async (t) => {
    const server = await serve(
      t,
      (_, response) => void response.writeHead(302, { location }).end(),
    );
    const { http } = httpFor(t, server.origin);

    await rejectsWith(
      http.send({ method: 'GET', url: server.origin }, { signal }),
      'REDIRECT_REFUSED',
    );
  });
}

test('a form with a credential is not sent on to where a redirect points', async (t) => {
  const bodies: string[] = [];
  const server = await serve(t, (request, response) => {
    request.on('data', (chunk) => bodies.push(`${request.url} ${chunk}`));
    response.writeHead(307, { location: '/other' }).end();
  });
  const { http } = httpFor(t, server.origin);
  const request = {
    method: 'POST',
    url: `${server.origin}/token`,
    body: 'refresh_token=x',
  } as const;

  await rejectsWith(http.send(request, { signal }), 'REDIRECT_REFUSED');
  assert.ok(bodies.every((body) => body.startsWith('/token')));
});

test('cloud mode refuses a private address in the URL, in a redirect and behind a name', async (t) => {
  const inside = await serve(t, (_, response) => response.end('secret'));
  const front = await serve(t, (_, response) => {
    response.writeHead(302, { location: `${inside.origin}/` }).end();
  });
  const lookup: LookupFunction = (_, __, callback) =>
    callback(null, [
      { address: '203.0.114.1', family: 4 },
      { address: '127.0.0.1', family: 4 },
    ]);
  const guarded = { guardAddresses: true, allowedAddresses: [front.host] };
  const { http } = httpFor(t, front.origin, guarded, { lookup });
  const get = (url: string) => http.send({ method: 'GET', url }, { signal, attemptsMax: 1 });

  await rejectsWith(get(inside.origin), 'ADDRESS_REFUSED', { range: 'loopback' });
  await rejectsWith(get(front.origin), 'ADDRESS_REFUSED', { range: 'loopback' });
  await rejectsWith(get('http://looks-public.example/'), 'ADDRESS_REFUSED', { range: 'loopback' });
  await rejectsWith(get('http://2130706433/'), 'ADDRESS_REFUSED', { range: 'loopback' });
  await rejectsWith(get('http://[::ffff:127.0.0.1]/'), 'ADDRESS_REFUSED', { range: 'loopback' });
});

test('the address that was checked is the one connected to', async (t) => {
  const server = await serve(t, (request, response) => response.end(request.headers.host));
  let lookups = 0;
  const lookup: LookupFunction = (_, __, callback) => {
    lookups += 1;
    callback(null, [{ address: lookups === 1 ? '127.0.0.1' : '127.0.0.2', family: 4 }]);
  };
  const guarded = { guardAddresses: true, allowedAddresses: [`registry.example:${server.port}`] };
  const { http } = httpFor(t, server.origin, guarded, { lookup });
  const url = `http://registry.example:${server.port}/`;

  const answer = await http.send({ method: 'GET', url }, { signal });

  assert.equal(Buffer.from(answer.body).toString(), `registry.example:${server.port}`);
  assert.equal(lookups, 1);
});
