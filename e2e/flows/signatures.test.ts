// Signatures and external scanners through both programs: pushed to a registry, found by a sync, judged where the keys are.
import assert from 'node:assert/strict';
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { startFakeRegistry } from '@harborguard/shared/testing/fake-registry/start-fake-registry.ts';
import { randomImage } from '@harborguard/shared/testing/random-image.ts';
import { SeededRandom } from '@harborguard/shared/testing/seeded-random.ts';
import {
  attachmentTag,
  cosignBundle,
  cosignSignature,
  makeSigningKey,
} from '@harborguard/shared/testing/signatures/signing-kit.ts';
import { writeSampleAdvisories } from '../demo/samples/sample-advisories.ts';
import type { ApiClient } from '../support/api-client.ts';
import { importAdvisories, startControlPlane } from '../support/control-plane.ts';
import { eventually } from '../support/eventually.ts';
import { startSensor } from '../support/sensor.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

interface ImageAnswer {
  readonly tag: string;
  readonly digest: string;
  readonly state: string;
  readonly signed: string;
}

async function marks(api: ApiClient, wanted: Readonly<Record<string, string>>): Promise<void> {
  let latest = {};
  await eventually(`the marks ${JSON.stringify(wanted)}`, async () => {
    const images = await api.list<ImageAnswer>('/images');
    latest = Object.fromEntries(images.map(({ tag, signed }) => [tag, signed]));
    const isSame = Object.entries(wanted).every(([tag, mark]) => Reflect.get(latest, tag) === mark);
    return isSame ? true : undefined;
  }).catch((error: unknown) => assert.fail(`${String(error)}: ${JSON.stringify(latest)}`));
}

interface DetailAnswer {
  readonly externalScanners: readonly { readonly scanner: string; readonly code?: string }[];
}

/** The last thing a scan does. */
async function scannersAnswered(api: ApiClient, digest: string): Promise<DetailAnswer> {
  return await eventually('the external scanners', async () => {
    const detail = await api.get<DetailAnswer>(`/images/${digest}`);
    return detail.externalScanners.length === 2 ? detail : undefined;
  });
}

test('an image is signed by tag, by referrer, later, or not at all; Trivy’s findings stand beside ours', async (t) => {
  const folder = temporaryFolder(t);
  const registry = await startFakeRegistry({});
  registry.knobs.referrers = true;
  t.after(() => registry.close());
  const random = new SeededRandom(11);
  const npm = [{ name: 'lodash', version: '4.17.15' }];
  const [byTag, byReferrer, unsigned] = [
    await randomImage(random, { packages: { npm } }),
    await randomImage(random),
    await randomImage(random),
  ];
  const key = makeSigningKey();
  registry.push(byTag, 'shop/web', 'tagged');
  registry.push(cosignSignature(key, byTag.digest), 'shop/web', attachmentTag(byTag.digest, 'sig'));
  registry.push(byReferrer, 'shop/web', 'referred');
  registry.push(cosignBundle(key, byReferrer), 'shop/web');
  registry.push(unsigned, 'shop/web', 'unsigned');
  const trivy = join(folder, 'trivy');
  writeFileSync(trivy, `#!/bin/sh\ntest -f "$3/index.json" && echo '${trivyReport}'\n`);
  chmodSync(trivy, 0o755);
  const options = { dataFolder: join(folder, 'control-plane'), managedSensor: false };
  await writeSampleAdvisories(join(folder, 'advisories'));
  await importAdvisories(options, join(folder, 'advisories'));
  const controlPlane = await startControlPlane(options);
  t.after(() => controlPlane.stop());
  const { api, url } = controlPlane;
  const created = await api.send<{ id: string; sensorApiKey: string }>('POST', '/registries', {
    ...{ name: 'shop', url: registry.url, scanMethod: 'sensor', allowPlainHttp: true },
  });
  const sensor = startSensor({
    ...{ url, apiKey: created.sensorApiKey, stateFolder: join(folder, 'sensor') },
    environment: {
      HARBORGUARD_EXTERNAL_SCANNERS: 'trivy,grype',
      HARBORGUARD_TRIVY_PATH: trivy,
      HARBORGUARD_GRYPE_PATH: join(folder, 'no-grype'),
    },
  });
  t.after(() => sensor.stop());

  await marks(api, { tagged: 'unverified', referred: 'unverified', unsigned: 'none' });
  for (const { digest } of [byTag, byReferrer, unsigned]) await scannersAnswered(api, digest);
  const requestsBefore = registry.requests.length;
  const trust = { kind: 'key', publicKey: key.pem };
  await api.send('POST', '/signers', { name: 'release', repositories: ['shop/*'], trust });
  await marks(api, { tagged: 'verified', referred: 'verified', unsigned: 'none' });
  const pulled = registry.requests.slice(requestsBefore).filter(({ path }) => /blobs/.test(path));
  assert.deepEqual(pulled, [], 'a new key needs no pull');

  registry.push(
    cosignSignature(key, byTag.digest),
    'shop/web',
    attachmentTag(unsigned.digest, 'sig'),
  );
  await api.send('POST', `/registries/${created.id}/sync`);
  await marks(api, { tagged: 'verified', unsigned: 'invalid' });

  const findings = await eventually('the finding of Trivy', async () => {
    const rows = await api.list<{ advisoryId: string; sources: string[] }>(
      `/images/${byTag.digest}/findings`,
    );
    return rows.some(({ sources }) => sources.includes('trivy')) ? rows : undefined;
  });
  assert.ok(findings.some(({ sources }) => !sources.includes('trivy')));
  const detail = await scannersAnswered(api, byTag.digest);
  assert.deepEqual(
    detail.externalScanners.map(({ scanner, code }) => [scanner, code]),
    [
      ['grype', 'EXTERNAL_SCANNER_NOT_INSTALLED'],
      ['trivy', undefined],
    ],
  );
});

const trivyReport = JSON.stringify({
  SchemaVersion: 2,
  Results: [
    {
      Vulnerabilities: [
        {
          VulnerabilityID: 'CVE-2099-1',
          PkgName: 'lodash',
          InstalledVersion: '4.17.15',
          Severity: 'LOW',
        },
      ],
    },
  ],
});
