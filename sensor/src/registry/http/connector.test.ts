import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isHarborError } from '@harborguard/shared/errors/harbor-error.ts';
import { makeLoopbackCertificates } from '@harborguard/shared/testing/loopback-certificate.ts';
import { canary, httpFor, serve, signal } from '../testing/http-on-test.ts';
import { rejectsWith } from '../testing/provider-on-test.ts';

test('a private authority is refused until it is given, and the chain is told', async (t) => {
  const made = await makeLoopbackCertificates();
  if (made.kind === 'unavailable') return t.skip(made.reason);
  const server = await serve(t, (_, response) => response.end('ok'), { tls: made.server });
  const request = { method: 'GET', url: server.origin, authorization: canary } as const;

  const without = httpFor(t, server.origin);
  await assert.rejects(without.http.send(request, { signal }), (error) => {
    assert.ok(isHarborError(error));
    assert.equal(error.code, 'TLS_UNTRUSTED');
    assert.match(
      String(error.details['chain']),
      /^server \(until .*2099.*\) < signed by Loopback test authority$/,
    );
    assert.ok(!JSON.stringify(error.details).includes('BEGIN'));
    return true;
  });
  const withCa = httpFor(t, server.origin, { caPem: made.ca });
  assert.equal((await withCa.http.send(request, { signal })).status, 200);
});

test('an expired certificate and one for another name have their own codes', async (t) => {
  const made = await makeLoopbackCertificates();
  if (made.kind === 'unavailable') return t.skip(made.reason);
  for (const [tls, code] of [
    [made.expired, 'TLS_EXPIRED'],
    [made.wrongName, 'TLS_NAME_MISMATCH'],
  ] as const) {
    const server = await serve(t, (_, response) => response.end(), { tls });
    const { http } = httpFor(t, server.origin, { caPem: made.ca });

    await rejectsWith(http.send({ method: 'GET', url: server.origin }, { signal }), code);
  }
});

test('a redirect from https to http is refused', async (t) => {
  const made = await makeLoopbackCertificates();
  if (made.kind === 'unavailable') return t.skip(made.reason);
  const plain = await serve(t, (_, response) => response.end());
  const server = await serve(
    t,
    (_, response) => void response.writeHead(302, { location: `${plain.origin}/` }).end(),
    { tls: made.server },
  );
  const { http } = httpFor(t, server.origin, { caPem: made.ca });

  await rejectsWith(
    http.send({ method: 'GET', url: server.origin }, { signal }),
    'REDIRECT_REFUSED',
  );
});

test('https towards a port that speaks http is a failed TLS session', async (t) => {
  const server = await serve(t, (_, response) => response.end());
  const url = server.origin.replace('http:', 'https:');
  const { http } = httpFor(t, url);

  await rejectsWith(http.send({ method: 'GET', url }, { signal }), 'TLS_FAILED');
});

test('a CA that is no certificate is a configuration error', async (t) => {
  const made = await makeLoopbackCertificates();
  if (made.kind === 'unavailable') return t.skip(made.reason);
  const server = await serve(t, (_, response) => response.end(), { tls: made.server });
  for (const caPem of [
    'not a certificate',
    '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----',
  ]) {
    const { http } = httpFor(t, server.origin, { caPem });

    await rejectsWith(
      http.send({ method: 'GET', url: server.origin }, { signal }),
      'CONFIGURATION_INVALID',
      { field: 'caPem' },
    );
  }
});
