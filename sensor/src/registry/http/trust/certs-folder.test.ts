import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { inspect } from 'node:util';
import { isHarborError } from '@harborguard/shared/errors/harbor-error.ts';
import type { LocalRegistryTarget } from '@harborguard/shared/registry/registry-tls.ts';
import { MemoryLog } from '@harborguard/shared/testing/memory-log.ts';
import { withCertsFolder } from './certs-folder.ts';

const target: LocalRegistryTarget = {
  registryId: '00000000-0000-7000-8000-000000000000',
  url: 'https://registry.example:5000',
  provider: 'CUSTOM',
  allowPlainHttp: false,
  credentialHolder: 'sensor',
  guardAddresses: false,
  allowedAddresses: [],
};

async function complete(
  t: TestContext,
  files: Readonly<Record<string, string>>,
  more: Partial<LocalRegistryTarget> = {},
) {
  const folder = await mkdtemp(join(tmpdir(), 'certs-folder-'));
  t.after(() => rm(folder, { recursive: true }));
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), content);
  }
  const log = new MemoryLog();
  return { full: await withCertsFolder({ ...target, ...more }, folder, log), log };
}

test("docker's layout gives all authorities and the client certificate", async (t) => {
  const { full } = await complete(t, {
    'registry.example:5000/a.crt': 'first ca',
    'registry.example:5000/b.crt': 'second ca',
    'registry.example:5000/client.cert': 'certificate',
    'registry.example:5000/client.key': 'key',
  });

  assert.equal(full.caPem, '\nfirst ca\nsecond ca');
  assert.deepEqual(full.clientCertificate, { certPem: 'certificate', keyPem: 'key' });
  assert.equal(full.skipTlsVerify, undefined);
});

test("containerd's layout is read with paths relative to its own folder", async (t) => {
  const { full } = await complete(t, {
    'registry.example_5000_/hosts.toml':
      'ca = "certs/ca.pem"\nclient = [["c.pem", "k.pem"]]\nskip_verify = true',
    'registry.example_5000_/certs/ca.pem': 'ca',
    'registry.example_5000_/c.pem': 'certificate',
    'registry.example_5000_/k.pem': 'key',
  });

  assert.equal(full.caPem, '\nca');
  assert.deepEqual(full.clientCertificate, { certPem: 'certificate', keyPem: 'key' });
  assert.equal(full.skipTlsVerify, true);
});

test('_default adds authorities where a host has no folder, and never switches checks off', async (t) => {
  const files = {
    '_default/hosts.toml': 'ca = "ca.pem"\nskip_verify = true',
    '_default/ca.pem': 'ca',
  };
  const { full, log } = await complete(t, files);

  assert.equal(full.caPem, '\nca');
  assert.equal(full.skipTlsVerify, undefined);
  assert.equal(log.linesOf('certs folder entry not used').length, 1);
  const own = await complete(t, { ...files, 'registry.example:5000/x.crt': 'own' });
  assert.equal(own.full.caPem, '\nown');
});

test('the folder of another port or host adds nothing', async (t) => {
  const { full } = await complete(t, {
    'registry.example/a.crt': 'ca',
    'registry.example:5001/a.crt': 'ca',
    'other.example:5000/a.crt': 'ca',
  });

  assert.deepEqual(full, target);
});

test('what the target says itself stays', async (t) => {
  const more = {
    caPem: 'own',
    skipTlsVerify: false,
    clientCertificate: { certPem: 'own', keyPem: 'own' },
  };
  const { full } = await complete(
    t,
    {
      'registry.example:5000/hosts.toml': 'ca = "a"\nclient = "a"\nskip_verify = true',
      'registry.example:5000/a': 'pem',
    },
    more,
  );

  assert.deepEqual(full, { ...target, ...more, caPem: 'own\npem' });
});

test('Docker Hub is found under its short name', async (t) => {
  const url = 'https://registry-1.docker.io';
  const { full } = await complete(t, { 'docker.io/a.crt': 'ca' }, { url });

  assert.equal(full.caPem, '\nca');
});

for (const { name, files } of [
  { name: 'a certificate without its key', files: { 'registry.example:5000/c.cert': 'canary' } },
  { name: 'broken TOML', files: { 'registry.example:5000/hosts.toml': 'ca = [canary' } },
  { name: 'a file that is missing', files: { 'registry.example:5000/hosts.toml': 'ca = "x"' } },
]) {
  test(`${name} is an error that names the file and shows nothing of it`, async (t) => {
    await assert.rejects(complete(t, files), (error) => {
      assert.ok(isHarborError(error));
      assert.ok(['CONFIGURATION_INVALID', 'FILE_UNREADABLE'].includes(error.code), error.code);
      assert.match(inspect(error.details), /registry\.example:5000/);
      assert.ok(!inspect(error, { depth: 9 }).includes('canary'));
      return true;
    });
  });
}
