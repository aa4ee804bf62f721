import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FakeClock } from '@harborguard/shared/testing/fake-clock.ts';
import { makeLoopbackCertificates } from '@harborguard/shared/testing/loopback-certificate.ts';
import { overTls, serve, signal } from '../testing/http-on-test.ts';
import { rejectsWith } from '../testing/provider-on-test.ts';
import { createDirectTransport } from './create-direct-transport.ts';

test('a metadata service is asked directly, with the headers it wants', async (t) => {
  const server = await serve(t, (request, response) => {
    response.end(`${request.url} ${request.headers['metadata-flavor']}`);
  });
  const direct = createDirectTransport({ clock: new FakeClock(), userAgent: 'test' });
  t.after(() => direct.close());

  const answer = await direct.send(
    { method: 'GET', url: `${server.origin}/token`, headers: { 'metadata-flavor': 'Google' } },
    { signal },
  );

  assert.equal(Buffer.from(answer.body).toString(), '/token Google');
});

test('a redirect is an answer, not a place to go', async (t) => {
  let requests = 0;
  const server = await serve(t, (_, response) => {
    requests += 1;
    response.writeHead(302, { location: '/elsewhere' }).end();
  });
  const direct = createDirectTransport({ clock: new FakeClock(), userAgent: 'test' });
  t.after(() => direct.close());

  const answer = await direct.send({ method: 'GET', url: server.origin }, { signal });

  assert.equal(answer.status, 302);
  assert.equal(requests, 1);
});

test('private authorities of registries are not trusted for it', async (t) => {
  const made = await makeLoopbackCertificates();
  if (made.kind === 'unavailable') return t.skip(made.reason);
  const server = await serve(t, (_, response) => response.end(), overTls(made.server));
  const direct = createDirectTransport({ clock: new FakeClock(), userAgent: 'test' });
  t.after(() => direct.close());

  await rejectsWith(
    direct.send({ method: 'GET', url: server.origin }, { signal }),
    'TLS_UNTRUSTED',
  );
});
