// A real registry that wants client certificates, in cloud mode, with both programs as processes.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { makeClientCertificate } from '@harborguard/shared/testing/client-certificate.ts';
import { makeLoopbackCertificates } from '@harborguard/shared/testing/loopback-certificate.ts';
import { startControlPlane } from '../support/control-plane.ts';
import { startDockerRegistry } from '../support/docker-registry.ts';
import { eventually } from '../support/eventually.ts';
import { missingPrograms } from '../support/run-command.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

interface Verdict {
  readonly authenticated: boolean;
  readonly code?: string;
  readonly firstCheck?: string;
}

const missing = missingPrograms(['docker-registry', 'openssl']);

test('the verdict says whether a client certificate is missing, is of a stranger, or is taken', {
  skip: missing.length === 0 ? false : `not installed: ${missing.join(', ')}`,
}, async (t) => {
  const folder = temporaryFolder(t);
  const certificates = await makeLoopbackCertificates();
  assert.ok(certificates.kind === 'made');
  const [client, stranger] = [
    await makeClientCertificate('sensor'),
    await makeClientCertificate('stranger'),
  ];
  const file = (name: string, content: string) => {
    writeFileSync(join(folder, name), content, { mode: 0o600 });
    return join(folder, name);
  };
  const registry = await startDockerRegistry({
    tls: {
      certificateFile: file('server.pem', certificates.server.cert),
      keyFile: file('server.key', certificates.server.key),
      clientCaFile: file('clients.pem', client.certPem),
    },
  });
  t.after(() => registry.close());
  const controlPlane = await startControlPlane({
    dataFolder: join(folder, 'control-plane'),
    allowedAddresses: ['127.0.0.0/8'],
  });
  t.after(() => controlPlane.stop());
  const { api } = controlPlane;
  const ask = async (more: object) => {
    const body = { url: registry.url, scanMethod: 'cloud', caPem: certificates.ca, ...more };
    return await api.send<Verdict>('POST', '/registries/test-connection', body);
  };
  await eventually('a sensor to ask', () =>
    ask({}).then(
      () => true,
      () => undefined,
    ),
  );

  for (const verdict of [await ask({}), await ask({ clientCertificate: stranger })]) {
    assert.equal(verdict.code, 'TLS_CLIENT_CERTIFICATE_REFUSED', JSON.stringify(verdict));
    assert.match(verdict.firstCheck ?? '', /client certificate/);
  }
  const taken = await ask({ clientCertificate: client });
  assert.ok(taken.authenticated && taken.code === undefined, JSON.stringify(taken));
});
