// A client certificate that a person pastes in the control plane, sealed there, reaches the registry that asks for one:
// both programs as processes, cloud mode, and nobody gets in without it.
import assert from 'node:assert/strict';
import { globSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { makeClientCertificate } from '@harborguard/shared/testing/client-certificate.ts';
import { startFakeRegistry } from '@harborguard/shared/testing/fake-registry/start-fake-registry.ts';
import { makeLoopbackCertificates } from '@harborguard/shared/testing/loopback-certificate.ts';
import { randomImage } from '@harborguard/shared/testing/random-image.ts';
import { SeededRandom } from '@harborguard/shared/testing/seeded-random.ts';
import { type ApiClient, ApiError } from '../support/api-client.ts';
import { startControlPlane } from '../support/control-plane.ts';
import { eventually } from '../support/eventually.ts';

interface Verdict {
  readonly reachable: boolean;
  readonly authenticated: boolean;
  readonly code?: string;
}

interface RegistryAnswer {
  readonly id: string;
  readonly status: string;
  readonly hasClientCertificate: boolean;
}

const certificates = await makeLoopbackCertificates();
const skip = certificates.kind === 'made' ? false : certificates.reason;

test('a registry that asks for a client certificate is read with the one the control plane keeps sealed', {
  skip,
}, async (t) => {
  const { api, registry, client, caPem, folder, output } = await world(t);
  const asked = { url: registry.url, scanMethod: 'cloud', caPem };
  const { keyPem } = client;

  const without = await tested(api, asked);
  const stranger = await makeClientCertificate('stranger');
  const wrong = await tested(api, { ...asked, clientCertificate: stranger });
  const right = await tested(api, { ...asked, clientCertificate: client });
  for (const verdict of [without, wrong]) {
    // A server made of Node hangs up without a word; what a real registry says is told by the peers.
    assert.equal(verdict.authenticated, false);
    assert.ok(verdict.code !== undefined);
  }
  assert.ok(right.reachable && right.code === undefined, JSON.stringify(right));

  const { id } = await api.send<RegistryAnswer>('POST', '/registries', {
    ...{ ...asked, name: 'guarded', clientCertificate: client },
  });
  await scanned(api);
  const shown = await api.get<RegistryAnswer>(`/registries/${id}`);
  assert.equal(shown.status, 'CONNECTED');
  assert.equal(shown.hasClientCertificate, true);

  await api.send('PUT', `/registries/${id}`, { clientCertificate: null });
  await api.send('POST', `/registries/${id}/sync`);
  await eventually('the sync without it to fail', async () => {
    const { status } = await api.get<RegistryAnswer>(`/registries/${id}`);
    return status === 'ERROR' || undefined;
  });

  const secret = keyPem.split('\n').slice(1, -2).join('\n');
  const line = secret.split('\n')[0] ?? '';
  assert.ok(line.length > 40);
  assert.ok(!output().includes(line) && !JSON.stringify(shown).includes(line));
  for (const file of filesOf(folder)) {
    assert.ok(!readFileSync(file).includes(line), `${file} holds the key in clear`);
  }
});

async function world(t: TestContext) {
  assert.ok(certificates.kind === 'made');
  const folder = mkdtempSync(join(tmpdir(), 'harborguard-client-certificate-'));
  const client = await makeClientCertificate('sensor');
  const tls = { ...certificates.server, clientCa: client.certPem };
  const registry = await startFakeRegistry({ tls });
  registry.push(await randomImage(new SeededRandom(3), { packages: { apk: 2 } }), 'shop/web', '1');
  const dataFolder = join(folder, 'control-plane');
  const allowedAddresses = ['127.0.0.0/8'];
  const controlPlane = await startControlPlane({ dataFolder, allowedAddresses });
  t.after(async () => {
    await controlPlane.stop();
    await registry.close();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  });
  const output = () => controlPlane.program.text();
  const { api } = controlPlane;
  return { api, registry, client, caPem: certificates.ca, folder, output };
}

/** The managed sensor, which tests, comes in a moment after the control plane. */
async function tested(api: ApiClient, body: unknown): Promise<Verdict> {
  return await eventually('the managed sensor', () =>
    api.send<Verdict>('POST', '/registries/test-connection', body).catch((error: unknown) => {
      if (error instanceof ApiError && error.code === 'SENSOR_NOT_CONNECTED_YET') return undefined;
      throw error;
    }),
  );
}

async function scanned(api: ApiClient): Promise<void> {
  await eventually('the image to be scanned', async () => {
    const rows = await api.list<{ state: string; packages: number }>('/images');
    return rows.some(({ state, packages }) => state !== 'waiting' && packages > 0) || undefined;
  });
}

function filesOf(folder: string): readonly string[] {
  return globSync('**/*', { cwd: folder })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile());
}
