import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isHarborError } from '@harborguard/shared/errors/harbor-error.ts';
import type { ScanPayload } from '@harborguard/shared/protocol/jobs.ts';
import { FakeClock } from '@harborguard/shared/testing/fake-clock.ts';
import { MemoryLog } from '@harborguard/shared/testing/memory-log.ts';
import { randomImage, randomIndex } from '@harborguard/shared/testing/random-image.ts';
import { SeededRandom } from '@harborguard/shared/testing/seeded-random.ts';
import { noTracer } from '@harborguard/shared/tracing/no-tracer.ts';
import { MemoryScanCache } from '../scan/memory-scan-cache.ts';
import { createScanBudget } from '../scan/scan-budget.ts';
import { scanImage } from '../scan/scan-image.ts';
import { runScan, type Scan } from './run-scan.ts';
import { type JobRig, jobRig } from './testing/job-rig.ts';

function scanWith(layerCache = new MemoryScanCache()): Scan {
  const budget = createScanBudget();
  return (question) =>
    scanImage({
      ...question,
      layerCache,
      budget,
      clock: new FakeClock(),
      log: new MemoryLog(),
      tracer: noTracer,
    });
}

function payloadFor(rig: JobRig, reference: string): ScanPayload {
  return { kind: 'scan', registry: rig.target, repository: 'shop/web', reference };
}

test('a digest becomes an inventory in the outbox', async (t) => {
  const rig = await jobRig(t);
  const npm = [{ name: 'lodash', version: '4.17.20' }];
  const digest = await rig.push('shop/web', ['1.0'], { packages: { dpkg: 3, npm } });

  const result = await runScan(payloadFor(rig, digest), rig.context, scanWith());

  assert.deepEqual([result.digest, result.state, result.layers], [digest, 'indexed', 2]);
  const [message] = rig.reports;
  assert.ok(message?.type === 'image.inventory');
  assert.equal(message.inventory.packages.length, 4);
  assert.ok(message.inventory.packages.some((found) => found.purl.startsWith('pkg:npm/lodash@')));
});

test('a tag is resolved first and reported with what it stands for', async (t) => {
  const rig = await jobRig(t);
  const digest = await rig.push('shop/web', ['1.0']);

  await runScan(payloadFor(rig, '1.0'), rig.context, scanWith());

  const [first] = rig.reports;
  assert.ok(first?.type === 'tags.seen');
  assert.deepEqual(
    first.tags.map((tag) => [tag.name, tag.digest]),
    [['1.0', digest]],
  );
});

test('an index is reported with its members and no layer is read', async (t) => {
  const rig = await jobRig(t);
  const random = new SeededRandom(7);
  const arm = { os: 'linux', architecture: 'arm64' };
  const index = randomIndex(
    [await randomImage(random), await randomImage(random, { platform: arm })],
    {
      attestation: true,
    },
  );
  rig.registry.push(index, 'shop/web', 'multi');

  const result = await runScan(payloadFor(rig, index.digest), rig.context, scanWith());

  const [message] = rig.reports;
  assert.ok(message?.type === 'image.index');
  assert.deepEqual(
    message.members.map((member) => member.role),
    ['image', 'image', 'attestation'],
  );
  assert.equal(result.state, 'index');
  assert.ok(!rig.registry.requests.some((request) => request.path.includes('/blobs/')));
});

test('a second image on the same base costs only its own layers', async (t) => {
  const rig = await jobRig(t);
  const random = new SeededRandom(3);
  const base = await randomImage(random, { layers: 2, packages: { dpkg: 2 } });
  const other = await randomImage(random, { layers: 1, base: base.layers });
  rig.registry.push(base, 'shop/web', 'base');
  rig.registry.push(other, 'shop/web', 'other');
  const scan = scanWith();
  await runScan(payloadFor(rig, base.digest), rig.context, scan);
  const before = rig.registry.requests.length;

  await runScan(payloadFor(rig, other.digest), rig.context, scan);

  const blobs = rig.registry.requests
    .slice(before)
    .filter((request) => request.path.includes('/blobs/'));
  assert.equal(blobs.length, 2, 'its configuration and its own layer');
});

test('an image that is listed but may not be pulled ends with PULL_DENIED', async (t) => {
  const rig = await jobRig(t);
  const digest = await rig.push('shop/web', ['1.0']);
  rig.registry.knobs.pullRefusal = 403;

  await assert.rejects(
    runScan(payloadFor(rig, digest), rig.context, scanWith()),
    (error) => isHarborError(error) && error.code === 'PULL_DENIED',
  );
  assert.deepEqual(rig.reports, []);
});

test('external scanners look at an image after its inventory is in the outbox, never at an index', async (t) => {
  const rig = await jobRig(t);
  const digest = await rig.push('shop/web', ['1.0']);
  const asked: string[] = [];
  const external = {
    scan: (question: { readonly digest: string }) => {
      asked.push(`${question.digest} after ${rig.reports.map(({ type }) => type).join()}`);
      const report = { scanner: 'trivy', outcome: 'reported', findings: [] } as const;
      return Promise.resolve([{ ...report, findings: [] }]);
    },
  };

  await runScan(payloadFor(rig, digest), rig.context, scanWith(), external);
  const index = randomIndex([await randomImage(new SeededRandom(8))]);
  rig.registry.push(index, 'shop/web', '2.0');
  await runScan(payloadFor(rig, index.digest), rig.context, scanWith(), external);

  assert.deepEqual(asked, [`${digest} after image.inventory`]);
  const message = rig.reports.find(({ type }) => type === 'image.external');
  assert.ok(message?.type === 'image.external');
  assert.deepEqual([message.digest, message.reports[0]?.outcome], [digest, 'reported']);
});

test('a chart is a success of its own kind, and nothing of it is reported as an image', async (t) => {
  const rig = await jobRig(t);
  const digest = `sha256:${'a'.repeat(64)}`;
  const artifactType = 'application/vnd.cncf.helm.config.v1+json';

  const result = await runScan(payloadFor(rig, digest), rig.context, () =>
    Promise.resolve({ kind: 'artifact', digest, artifactType }),
  );

  assert.deepEqual(
    [result.state, result.artifactType, result.digest],
    ['artifact', artifactType, digest],
  );
  assert.deepEqual(rig.reports, []);
});
