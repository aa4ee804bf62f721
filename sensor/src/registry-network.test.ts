import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { isHarborError } from '@harborguard/shared/errors/harbor-error.ts';
import type { LocalRegistryTarget } from '@harborguard/shared/registry/registry-tls.ts';
import { FakeClock } from '@harborguard/shared/testing/fake-clock.ts';
import { MemoryLog } from '@harborguard/shared/testing/memory-log.ts';
import { checkNetwork } from './cli/doctor/check-network.ts';
import { parseConfig } from './config.ts';
import { createRegistryNetwork } from './registry-network.ts';

const target: LocalRegistryTarget = {
  registryId: '00000000-0000-7000-8000-000000000000',
  url: 'https://registry.example.com',
  provider: 'CUSTOM',
  allowPlainHttp: false,
  credentialHolder: 'sensor',
  guardAddresses: false,
  allowedAddresses: [],
};

function localOf(environment: Readonly<Record<string, string>>) {
  return parseConfig(environment, () => undefined).local;
}

test('the registries file goes before the certs folder, and authorities of both are trusted', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'registry-network-'));
  t.after(() => rm(folder, { recursive: true }));
  const certs = join(folder, 'certs.d', 'registry.example.com');
  await mkdir(certs, { recursive: true });
  const entry = {
    url: target.url,
    caFile: 'ca.pem',
    clientCertFile: 'c.pem',
    clientKeyFile: 'k.pem',
    skipTlsVerify: false,
  };
  await writeFile(join(folder, 'registries.json'), JSON.stringify({ registries: [entry] }));
  for (const name of ['ca.pem', 'c.pem', 'k.pem'])
    await writeFile(join(folder, name), `file ${name}`);
  await writeFile(join(certs, 'hosts.toml'), 'ca = "x"\nclient = "x"\nskip_verify = true');
  await writeFile(join(certs, 'x'), 'folder ca');
  const config = localOf({
    HARBORGUARD_REGISTRIES_FILE: join(folder, 'registries.json'),
    HARBORGUARD_CERTS_DIR: join(folder, 'certs.d'),
  });

  const network = createRegistryNetwork(config, { clock: new FakeClock(), log: new MemoryLog() });
  const full = await network.complete(target);

  assert.match(full.caPem ?? '', /file ca\.pem\s+folder ca/);
  assert.deepEqual(full.clientCertificate, { certPem: 'file c.pem', keyPem: 'file k.pem' });
  assert.equal(full.skipTlsVerify, false);
});

test('a broken file of the CA folder is a warning that names it, also for the doctor', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'registry-network-'));
  t.after(() => rm(folder, { recursive: true }));
  await writeFile(join(folder, 'broken.pem'), 'nothing');
  const config = localOf({ HARBORGUARD_CA_DIR: folder });
  const log = new MemoryLog();

  const { settings } = createRegistryNetwork(config, { clock: new FakeClock(), log });

  assert.deepEqual(settings.caPems, []);
  assert.match(log.text(), /broken\.pem/);
  assert.ok(checkNetwork(config).some(({ says }) => says.includes('broken.pem')));
});

test('the doctor names the proxies without their login', () => {
  const config = localOf({ HTTPS_PROXY: 'http://user:canary@proxy.example:3128', NO_PROXY: 'a,b' });

  const [finding] = checkNetwork(config);

  assert.equal(finding?.says, 'https through proxy.example:3128; 2 exceptions in NO_PROXY');
});

test('a client certificate without its key is a configuration error that names the field', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'registry-network-'));
  t.after(() => rm(folder, { recursive: true }));
  const file = join(folder, 'registries.json');
  await writeFile(join(folder, 'c.pem'), 'canary');
  const entry = { url: target.url, clientCertFile: 'c.pem' };
  await writeFile(file, JSON.stringify({ registries: [entry] }));
  const config = localOf({ HARBORGUARD_REGISTRIES_FILE: file });
  const network = createRegistryNetwork(config, { clock: new FakeClock(), log: new MemoryLog() });

  await assert.rejects(network.complete(target), (error) => {
    assert.ok(isHarborError(error));
    assert.equal(error.code, 'CONFIGURATION_INVALID');
    assert.equal(error.details['field'], '/registries/0/clientKeyFile');
    assert.ok(!error.message.includes('canary'));
    return true;
  });
});

test('only files of this sensor can switch checking off where its own credentials are used', async () => {
  const network = createRegistryNetwork(localOf({}), {
    clock: new FakeClock(),
    log: new MemoryLog(),
  });

  const own = await network.complete({ ...target, skipTlsVerify: true });
  const cloud = await network.complete({
    ...target,
    credentialHolder: 'control-plane',
    skipTlsVerify: true,
  });

  assert.equal(own.skipTlsVerify, undefined);
  assert.equal(cloud.skipTlsVerify, true);
});
