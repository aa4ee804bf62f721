import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startFakeRegistry } from './fake-registry/start-fake-registry.ts';
import { makeLoopbackCertificates } from './loopback-certificate.ts';
import { sendHttp } from './send-http.ts';

test('the good certificate is trusted with its authority only, the bad ones fail each in its way', async (t) => {
  const made = await makeLoopbackCertificates();
  if (made.kind === 'unavailable') return t.skip(made.reason);
  const ping = async (tls: typeof made.server, ca?: string) => {
    const registry = await startFakeRegistry({ tls });
    t.after(() => registry.close());
    return sendHttp(`${registry.url}/v2/`, ca === undefined ? {} : { ca });
  };

  assert.equal((await ping(made.server, made.ca)).status, 200);
  await assert.rejects(ping(made.server), { code: /UNABLE_TO_|SELF_SIGNED/ });
  await assert.rejects(ping(made.expired, made.ca), { code: 'CERT_HAS_EXPIRED' });
  await assert.rejects(ping(made.wrongName, made.ca), { code: 'ERR_TLS_CERT_ALTNAME_INVALID' });
});

test('faults break TLS connections too', async (t) => {
  const made = await makeLoopbackCertificates();
  if (made.kind === 'unavailable') return t.skip(made.reason);
  const registry = await startFakeRegistry({ tls: made.server });
  t.after(() => registry.close());
  registry.fail({ action: { kind: 'reset' } });

  await assert.rejects(sendHttp(`${registry.url}/v2/`, { ca: made.ca }), { code: 'ECONNRESET' });
});
