// Findings of external scanners beside ours: joined, followed over time, and never resolved for want of knowledge.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type {
  ExternalFinding,
  ExternalReport,
} from '@harborguard/shared/protocol/external-report.ts';
import { debianInventory } from './testing/debian-inventory.ts';
import { digestOf, type InventoryWorld, inventoryWorld, orgs } from './testing/inventory-world.ts';

const openssl = { id: 'CVE-1', packageName: 'openssl', fixed: '3.0.2', level: 'critical' } as const;

function finding(id: string, packageName: string, more: Partial<ExternalFinding> = {}) {
  return {
    ...{ id, packageName, aliases: [], packageType: 'deb', severity: 'high', summary: 'told' },
    packageVersion: packageName === 'openssl' ? '3.0.1' : '5',
    ...more,
  } satisfies ExternalFinding;
}

function reported(
  scanner: ExternalReport['scanner'],
  ...findings: readonly ExternalFinding[]
): ExternalReport {
  return { scanner, outcome: 'reported', findings: [...findings] };
}

async function report(world: InventoryWorld, ...reports: readonly ExternalReport[]) {
  const context = world.context(1);
  const { jobId, attempt, registryId } = context;
  await world.clock.advance(1000);
  await world.write(context, (stores) =>
    world.sink.imageExternal(stores, context, {
      type: 'image.external',
      ...{ jobId, attempt, registryId, repository: 'app', digest: digestOf('first') },
      reports: [...reports],
    }),
  );
  await world.matchAll();
}

async function scannedWorld(world: InventoryWorld, ecosystems?: readonly string[]) {
  world.advisories.replace(ecosystems === undefined ? [openssl] : [], ecosystems);
  await world.seen(world.context(1), { tags: { v1: 'first' } });
  const packages = ['openssl@3.0.1', 'bash@5'];
  await world.inventory(world.context(1), debianInventory({ word: 'first', packages }));
  await world.matchAll();
}

async function findings(world: InventoryWorld) {
  const digest = digestOf('first');
  const page = await world.findings.ofImage(orgs.one.orgId, digest, {}, { page: 1, pageSize: 50 });
  return page?.rows.map((row) => [row.advisoryId, row.packageName, row.sources.join()]);
}

test('the same vulnerability of the same package is one finding with all its sources', async (t) => {
  const world = await inventoryWorld(t);
  await scannedWorld(world);

  const alias = finding('GHSA-1', 'openssl', { aliases: ['CVE-1'] });
  await report(world, reported('grype', alias), reported('trivy', finding('CVE-1', 'openssl')));

  assert.deepEqual(await findings(world), [['CVE-1', 'openssl', 'CVE-1,grype,trivy']]);
  assert.deepEqual(await world.exposures(), ['app:v1 linux/amd64 | CVE-1 openssl@3.0.1 | open']);
});

test('what only another scanner says opens an exposure, and resolves when it says so no longer', async (t) => {
  const world = await inventoryWorld(t);
  await scannedWorld(world);
  const exposure = 'app:v1 linux/amd64 | CVE-9 bash@5';

  await report(world, reported('trivy', finding('CVE-9', 'bash')));
  assert.ok((await world.exposures()).includes(`${exposure} | open`));
  await report(world, { scanner: 'trivy', outcome: 'unavailable', code: 'X', findings: [] });
  assert.ok((await world.exposures()).includes(`${exposure} | open`));
  await report(world, reported('trivy'));

  assert.ok((await world.exposures()).includes(`${exposure} | advisory withdrawn`));
  assert.deepEqual(await findings(world), [['CVE-1', 'openssl', 'CVE-1']]);
});

test('it resolves also where we have no advisories of our own', async (t) => {
  const world = await inventoryWorld(t);
  await scannedWorld(world, ['npm']);

  await report(world, reported('grype', finding('CVE-9', 'bash')));
  assert.deepEqual(await world.exposures(), ['app:v1 linux/amd64 | CVE-9 bash@5 | open']);
  await report(world, reported('grype'));

  assert.deepEqual(await world.exposures(), [
    'app:v1 linux/amd64 | CVE-9 bash@5 | advisory withdrawn',
  ]);
});

test('a scanner that is configured no more leaves nothing behind', async (t) => {
  const world = await inventoryWorld(t);
  await scannedWorld(world);
  await report(world, reported('trivy', finding('CVE-9', 'bash')));

  await report(world, reported('grype'));

  assert.deepEqual(await findings(world), [['CVE-1', 'openssl', 'CVE-1']]);
});

test('the image says which scanners looked and why one did not', async (t) => {
  const world = await inventoryWorld(t);
  await scannedWorld(world);
  const code = 'EXTERNAL_SCANNER_NOT_INSTALLED';

  await report(world, { scanner: 'grype', outcome: 'unavailable', code, findings: [] });

  const detail = await world.images.detail(orgs.one.orgId, digestOf('first'));
  assert.deepEqual(
    detail?.externalScanners.map((one) => [one.scanner, one.outcome, one.code]),
    [['grype', 'unavailable', code]],
  );
});

test('a report of an unknown image, or of another organisation, changes nothing', async (t) => {
  const world = await inventoryWorld(t);
  await scannedWorld(world);
  const context = world.context(1, {}, orgs.two);
  const { jobId, attempt, registryId } = context;

  await world.write(context, (stores) =>
    world.sink.imageExternal(stores, context, {
      type: 'image.external',
      ...{ jobId, attempt, registryId, repository: 'app', digest: digestOf('first') },
      reports: [reported('trivy', finding('CVE-9', 'bash'))],
    }),
  );
  await world.matchAll();

  assert.deepEqual(await findings(world), [['CVE-1', 'openssl', 'CVE-1']]);
});
