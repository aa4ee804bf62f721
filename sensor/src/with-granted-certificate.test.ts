import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RegistryTarget } from '@harborguard/shared/protocol/registry-target.ts';
import { withGrantedCertificate } from './with-granted-certificate.ts';

const target: RegistryTarget = {
  registryId: '00000000-0000-7000-8000-000000000000',
  url: 'https://registry.example.com',
  provider: 'CUSTOM',
  allowPlainHttp: false,
  credentialHolder: 'none',
  guardAddresses: true,
  allowedAddresses: [],
};
const clientCertificateId = 'a'.repeat(64);
const clientCertificate = { certPem: 'certificate', keyPem: 'canary-key' };

function asked(secrets: { readonly clientCertificate?: typeof clientCertificate }) {
  const registries: string[] = [];
  const granted = (registryId: string) => {
    registries.push(registryId);
    return Promise.resolve({ credential: null, ...secrets });
  };
  return { registries, granted };
}

test('a certificate that the target names is asked for and goes along', async () => {
  const { registries, granted } = asked({ clientCertificate });

  const full = await withGrantedCertificate({ ...target, clientCertificateId }, granted);

  assert.deepEqual(full.clientCertificate, clientCertificate);
  assert.deepEqual(registries, [target.registryId]);
});

test('nothing is asked for where none is named, or the secrets lie with the sensor', async () => {
  const { registries, granted } = asked({ clientCertificate });
  const own = { ...target, clientCertificateId, credentialHolder: 'sensor' } as const;

  assert.equal(await withGrantedCertificate(target, granted), target);
  assert.equal(await withGrantedCertificate(own, granted), own);
  assert.deepEqual(registries, []);
});

test('one that was taken away meanwhile leaves the target as it is', async () => {
  const named = { ...target, clientCertificateId };

  assert.equal(await withGrantedCertificate(named, asked({}).granted), named);
});
