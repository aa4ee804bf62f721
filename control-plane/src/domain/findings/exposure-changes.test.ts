import assert from 'node:assert/strict';
import { test } from 'node:test';
import { exposureChanges, vanishedReason } from './exposure-changes.ts';
import type { ExposedMatch, OpenExposure, ShownImage } from './finding-store.ts';

const image: ShownImage = {
  imageId: 1,
  os: 'linux',
  architecture: 'amd64',
  matched: true,
  uncoveredTypes: [],
};
const match: ExposedMatch = {
  advisoryId: 'CVE-1',
  packageType: 'npm',
  packageName: 'left-pad',
  packageVersion: '1.0.0',
  severity: 'high',
};
const open: OpenExposure = { ...match, id: 7, platform: 'linux/amd64', imageId: 1 };

test('of two affected versions the one already shown stays', () => {
  const matches = [match, { ...match, packageVersion: '2.0.0' }];
  const shownBefore = { ...open, packageVersion: '2.0.0' };

  const changes = exposureChanges([shownBefore], [image], () => matches);

  assert.deepEqual(
    [changes.opened, changes.changed, changes.vanished, changes.placeless],
    [[], [], [], []],
  );
});

test('of two affected versions never shown one exposure is made, the same in any order', () => {
  const matches = [{ ...match, packageVersion: '2.0.0' }, match];
  const versions = [matches, matches.toReversed()].map((one) =>
    exposureChanges([], [image], () => one).opened.map((exposure) => exposure.packageVersion),
  );

  assert.deepEqual(versions, [['1.0.0'], ['1.0.0']]);
});

test('two images of one platform decide together', () => {
  const images = [image, { ...image, imageId: 2, matched: false }];

  assert.deepEqual(exposureChanges([open], images, () => []).vanished, []);
  const bothMatched = images.map((one) => ({ ...one, matched: true }));
  assert.deepEqual(exposureChanges([open], bothMatched, () => []).vanished, [open]);
});

test('a platform that is not there yet is not given up while another image is unmatched', () => {
  const onArm = { ...open, platform: 'linux/arm64' };
  const waiting: ShownImage = { imageId: 2, matched: false, uncoveredTypes: [] };

  assert.deepEqual(exposureChanges([onArm], [image, waiting], () => []).placeless, []);
  assert.deepEqual(exposureChanges([onArm], [image], () => []).placeless, [onArm]);
});

test('the variant v8 of arm64 is the same platform whether written or not', () => {
  const arm = { ...image, architecture: 'arm64', variant: 'v8' };
  const onArm = { ...open, platform: 'linux/arm64' };

  const { opened, placeless } = exposureChanges([onArm], [arm], () => [match]);
  assert.deepEqual([opened, placeless], [[], []]);
});

const reasons = [
  { installed: [], uncovered: [], reason: 'package gone' },
  { installed: [], uncovered: ['npm'], reason: 'package gone' },
  { installed: ['2.0.0'], uncovered: [], reason: 'upgraded' },
  { installed: ['1.0.0', '2.0.0'], uncovered: [], reason: 'advisory withdrawn' },
  { installed: ['2.0.0'], uncovered: ['npm'], reason: undefined },
];
for (const { installed, uncovered, reason } of reasons) {
  const state = `${installed.join(' and ') || 'nothing'} installed`;
  test(`with ${state} and ${uncovered.length} types uncovered it is ${reason ?? 'still open'}`, () => {
    const packages = installed.map((version) => ({
      imageId: 1,
      type: 'npm',
      name: 'left-pad',
      version,
    }));

    assert.equal(vanishedReason(open, packages, uncovered), reason);
  });
}
