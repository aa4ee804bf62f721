// Fetching what an import names by URL: whose key goes where, whose authority is trusted, through which proxy, and how a
// download goes on.
import assert from 'node:assert/strict';
import {
  createServer,
  get,
  type IncomingMessage,
  type RequestListener,
  type Server,
} from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { type TestContext, test } from 'node:test';
import { makeLoopbackCertificates } from '@harborguard/shared/testing/loopback-certificate.ts';
import { createAdvisoryFetch, type FetchSettings } from './fetch-advisories.ts';

const canary = 'hgk_canary_token_0123456789';
const body = 'advisories';

async function listening(t: TestContext, server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** A source that remembers what it was asked. */
async function source(t: TestContext, answer?: RequestListener) {
  const asked: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    asked.push(request);
    if (answer === undefined) response.end(body);
    else answer(request, response);
  });
  return { origin: `http://${await listening(t, server)}`, asked };
}

async function fetched(url: string, settings: Partial<FetchSettings> = {}): Promise<string> {
  const answer = await createAdvisoryFetch({ environment: {}, ...settings })(url, {});
  return await text(answer.body);
}

test('the key goes to the source it is for, and to no other host, not even by a redirect', async (t) => {
  const other = await source(t);
  const own = await source(t, (request, response) => {
    if (request.url === '/moved') response.writeHead(307, { location: `${other.origin}/x` });
    response.end(body);
  });
  const key = { token: canary, tokenOrigin: own.origin };

  await fetched(`${own.origin}/all.zip`, key);
  await fetched(`${own.origin}/moved`, key);
  await fetched(`${other.origin}/all.zip`, key);

  assert.deepEqual(
    own.asked.map(({ headers }) => headers.authorization),
    [`Bearer ${canary}`, `Bearer ${canary}`],
  );
  assert.deepEqual(
    other.asked.map(({ headers }) => headers.authorization),
    [undefined, undefined],
  );
});

test('an answer that is refused names host and path, and never the key', async (t) => {
  const own = await source(t, (_, response) => void response.writeHead(403).end(canary));
  const key = { token: canary, tokenOrigin: own.origin };

  await assert.rejects(fetched(`${own.origin}/all.zip?token=${canary}`, key), (error: Error) => {
    assert.ok(!JSON.stringify({ ...error, message: error.message }).includes(canary));
    assert.match(JSON.stringify(error), /all\.zip/);
    assert.match(JSON.stringify(error), /403/);
    return true;
  });
});

test('redirects without end and from https to http are refused', async (t) => {
  const own = await source(t, (_, response) => {
    response.writeHead(302, { location: '/again' }).end();
  });
  await assert.rejects(fetched(own.origin), { code: 'ADVISORIES_UNREACHABLE' });
  assert.ok(own.asked.length <= 6, `${own.asked.length} requests`);
});

test('a private authority is trusted when it is named, and only then', async (t) => {
  const made = await makeLoopbackCertificates();
  if (made.kind === 'unavailable') return t.skip(made.reason);
  const server = createTlsServer(made.server, (_, response) => void response.end(body));
  const url = `https://${await listening(t, server)}/all.zip`;

  assert.equal(await fetched(url, { caPem: made.ca }), body);
  await assert.rejects(fetched(url), { code: 'ADVISORIES_UNREACHABLE' });
  for (const bad of [made.expired, made.wrongName]) {
    const other = createTlsServer(bad, (_, response) => void response.end(body));
    const badUrl = `https://${await listening(t, other)}/all.zip`;
    await assert.rejects(fetched(badUrl, { caPem: made.ca }), { code: 'ADVISORIES_UNREACHABLE' });
  }
});

test('a proxy of the environment is asked, in either spelling, except for what it leaves out', async (t) => {
  const own = await source(t);
  const { host } = new URL(own.origin);
  const through: string[] = [];
  const proxy = createServer((request, response) => {
    const target = new URL(request.url ?? '');
    through.push(target.host);
    get(target, (upstream) => void upstream.pipe(response));
  });
  const address = `http://${await listening(t, proxy)}`;

  for (const environment of [{ HTTP_PROXY: address }, { http_proxy: address }]) {
    assert.equal(await fetched(`${own.origin}/all.zip`, { environment }), body);
  }
  assert.deepEqual(through, [host, host]);
  const left = { HTTP_PROXY: address, NO_PROXY: '127.0.0.1' };
  assert.equal(await fetched(`${own.origin}/all.zip`, { environment: left }), body);
  assert.equal(through.length, 2);
});

test('a download goes on from where it ended only when the source says it is the same file', async (t) => {
  const own = await source(t, (request, response) => {
    const isSame = request.headers['if-range'] === '"one"';
    if (!isSame) return void response.writeHead(200, { etag: '"two"' }).end(body);
    const from = Number(/bytes=([0-9]+)-/.exec(request.headers.range ?? '')?.[1]);
    const range = `bytes ${from}-${body.length - 1}/${body.length}`;
    response.writeHead(206, { etag: '"one"', 'content-range': range }).end(body.slice(from));
  });
  const fetch = createAdvisoryFetch({ environment: {} });

  const rest = await fetch(own.origin, { from: 4, etag: '"one"' });
  assert.deepEqual([rest.kind, await text(rest.body)], ['partial', body.slice(4)]);
  const whole = await fetch(own.origin, { from: 4, etag: '"old"' });
  assert.deepEqual([whole.kind, await text(whole.body)], ['whole', body]);
});

test('a part that begins elsewhere than it was asked for is refused', async (t) => {
  const own = await source(t, (_, response) => {
    response.writeHead(206, { 'content-range': 'bytes 2-9/10' }).end(body.slice(2));
  });
  const fetch = createAdvisoryFetch({ environment: {} });

  await assert.rejects(fetch(own.origin, { from: 4, etag: '"one"' }), {
    code: 'ADVISORIES_UNREACHABLE',
  });
});

test('what was not changed is not fetched again', async (t) => {
  const own = await source(t, (request, response) => {
    const isSame = request.headers['if-none-match'] === '"one"';
    response.writeHead(isSame ? 304 : 200, { etag: '"one"' }).end(isSame ? undefined : body);
  });
  const fetch = createAdvisoryFetch({ environment: {} });
  const first = await fetch(own.origin, {});
  await text(first.body);
  const again = await fetch(own.origin, { etag: '"one"' });
  await text(again.body);

  assert.deepEqual([first.kind, first.etag, again.kind], ['whole', '"one"', 'unchanged']);
});
