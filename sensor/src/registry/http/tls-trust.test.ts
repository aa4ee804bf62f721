import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TLSSocket } from 'node:tls';
import { inspect } from 'node:util';
import { makeClientCertificate } from '@harborguard/shared/testing/client-certificate.ts';
import { makeLoopbackCertificates } from '@harborguard/shared/testing/loopback-certificate.ts';
import { httpFor, overTls, serve, signal } from '../testing/http-on-test.ts';
import { rejectsWith } from '../testing/provider-on-test.ts';

const made = await makeLoopbackCertificates();
const skip = made.kind === 'made' ? false : made.reason;
const certificates = made.kind === 'made' ? made : undefined;
const client = made.kind === 'made' ? await makeClientCertificate('canary-client') : undefined;

function asking(tls: { key: string; cert: string } | undefined) {
  assert.ok(tls !== undefined && client !== undefined);
  return { ...tls, ca: client.certPem, requestCert: true, rejectUnauthorized: false };
}

function clientOf(socket: unknown): string {
  assert.ok(socket instanceof TLSSocket);
  return socket.authorized ? String(socket.getPeerCertificate().subject.CN) : 'nobody';
}

test('the registry itself is shown the client certificate, and no other host is', {
  skip,
}, async (t) => {
  const seen: string[] = [];
  const storage = await serve(
    t,
    (request, response) => {
      seen.push(`storage ${clientOf(request.socket)}`);
      response.end();
    },
    { tls: asking(certificates?.server) },
  );
  const registry = await serve(
    t,
    (request, response) => {
      seen.push(`registry ${clientOf(request.socket)}`);
      response.writeHead(302, { location: `${storage.origin}/` }).end();
    },
    { tls: asking(certificates?.server) },
  );
  assert.ok(client !== undefined);
  const target = { caPem: certificates?.ca ?? '', clientCertificate: client };
  const { http } = httpFor(t, registry.origin, target);

  await http.send({ method: 'GET', url: registry.origin }, { signal });

  assert.deepEqual(seen, ['registry canary-client', 'storage nobody']);
});

test('a key that belongs to another certificate is a configuration error without the key', {
  skip,
}, async (t) => {
  const server = await serve(t, (_, response) => response.end(), overTls(certificates?.server));
  assert.ok(client !== undefined && certificates !== undefined);
  const clientCertificate = { certPem: client.certPem, keyPem: certificates.server.key };
  const { http } = httpFor(t, server.origin, { clientCertificate, caPem: certificates.ca });

  await assert.rejects(http.send({ method: 'GET', url: server.origin }, { signal }), (error) => {
    assert.match(inspect(error), /CONFIGURATION_INVALID/);
    assert.match(inspect(error), /clientCertificate/);
    assert.ok(!inspect(error, { depth: 9 }).includes('PRIVATE KEY'));
    return true;
  });
});

for (const [name, tls] of [
  ['unknown authority', certificates?.server],
  ['expired certificate', certificates?.expired],
  ['other name', certificates?.wrongName],
] as const) {
  test(`the opt-in takes a registry with an ${name}, and says so in the log`, {
    skip,
  }, async (t) => {
    const server = await serve(t, (_, response) => response.end(), overTls(tls));
    const { http, log } = httpFor(t, server.origin, { skipTlsVerify: true });

    assert.equal((await http.send({ method: 'GET', url: server.origin }, { signal })).status, 200);
    assert.equal(log.linesOf('certificate of this registry is not checked').length, 1);
  });
}

test('the opt-in ends at the registry: a token service or storage elsewhere is checked', {
  skip,
}, async (t) => {
  const elsewhere = await serve(t, (_, response) => response.end(), overTls(certificates?.server));
  const registry = await serve(
    t,
    (_, response) => void response.writeHead(302, { location: `${elsewhere.origin}/` }).end(),
    overTls(certificates?.server),
  );
  const { http } = httpFor(t, registry.origin, { skipTlsVerify: true });

  await rejectsWith(
    http.send({ method: 'GET', url: registry.origin }, { signal }),
    'TLS_UNTRUSTED',
  );
  await rejectsWith(
    http.send({ method: 'GET', url: elsewhere.origin }, { signal }),
    'TLS_UNTRUSTED',
  );
});

test('neither opt-in makes http of an https address', { skip }, async (t) => {
  let plainRequests = 0;
  const plain = await serve(t, (_, response) => {
    plainRequests += 1;
    response.end();
  });
  const target = { skipTlsVerify: true, allowPlainHttp: true };
  const url = plain.origin.replace('http:', 'https:');
  const { http } = httpFor(t, url, target);
  await rejectsWith(http.send({ method: 'GET', url }, { signal }), 'TLS_FAILED');

  const server = await serve(
    t,
    (_, response) => void response.writeHead(307, { location: `${plain.origin}/` }).end(),
    overTls(certificates?.server),
  );
  const redirected = httpFor(t, server.origin, target);
  await rejectsWith(
    redirected.http.send({ method: 'GET', url: server.origin }, { signal }),
    'REDIRECT_REFUSED',
  );
  assert.equal(plainRequests, 0);
});

test('authorities of the sensor and of the registry are trusted side by side', {
  skip,
}, async (t) => {
  const other = await makeLoopbackCertificates();
  assert.ok(other.kind === 'made' && certificates !== undefined);
  const first = await serve(t, (_, response) => response.end(), { tls: certificates.server });
  const second = await serve(t, (_, response) => response.end(), { tls: other.server });
  const settings = { caPems: [`a comment\n${other.ca}`] };
  const { http } = httpFor(t, first.origin, { caPem: certificates.ca }, settings);

  for (const { origin } of [first, second]) {
    assert.equal((await http.send({ method: 'GET', url: origin }, { signal })).status, 200);
  }
});
