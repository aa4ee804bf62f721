// Real images beside the project, compared with what their own files say.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { isHarborError } from '@harborguard/shared/errors/harbor-error.ts';
import { InventorySchema } from '@harborguard/shared/protocol/inventory.ts';
import { makeImage } from '@harborguard/shared/testing/image/test-image.ts';
import { compressLayer, makeLayer } from '@harborguard/shared/testing/image/test-layer.ts';
import { Check } from 'typebox/value';
import { loadImageArchive } from './testing/image-archive.ts';
import { MemoryProvider } from './testing/memory-provider.ts';
import { fixture, inventoryOf, namesOf, scan } from './testing/scan-kit.ts';

async function inventoryOfArchive(path: string) {
  const { provider, digest } = await loadImageArchive(path);
  const outcome = await scan({ provider, reference: digest });
  if (outcome.kind === 'inventory') return outcome.inventory;
  assert.ok(outcome.kind === 'index');
  const member = outcome.members.find(({ role }) => role === 'image');
  assert.ok(member);
  return inventoryOf({ provider, reference: member.digest });
}

const images = [
  { file: 'alpine-3.10-docker-archive.tar', distro: 'alpine 3.10.4', apk: 14, deb: 0, npm: 0 },
  { file: 'alpine-3.14-oci-archive.tar', distro: 'alpine 3.14.9', apk: 14, deb: 0, npm: 0 },
  { file: 'alpine-node-modules.tar', distro: 'alpine 3.19.1', apk: 15, deb: 0, npm: 64 },
  { file: 'debian10-nginx-oci-archive.tar', distro: 'debian 10', apk: 0, deb: 84, npm: 0 },
  { file: 'busybox-with-attestation-oci-archive.tar', distro: undefined, apk: 0, deb: 0, npm: 0 },
];

for (const { file, distro, ...counts } of images) {
  const { path, skip } = await fixture(`images/${file}`);
  test(`${file} gives its packages`, { skip }, async () => {
    const inventory = await inventoryOfArchive(path);

    assert.ok(Check(InventorySchema, inventory));
    assert.equal(inventory.state, 'indexed');
    const found = inventory.distro && `${inventory.distro.id} ${inventory.distro.versionId}`;
    assert.equal(found, distro);
    for (const [type, count] of Object.entries(counts)) {
      assert.equal(inventory.packages.filter((one) => one.type === type).length, count, type);
    }
  });
}

const nodeModules = await fixture('images/alpine-node-modules.tar');
test('every one of the 82 installed node modules is at its place', nodeModules, async () => {
  const inventory = await inventoryOfArchive(nodeModules.path);

  const npm = inventory.packages.filter((one) => one.type === 'npm');
  const places = npm.flatMap((one) => one.locations);
  assert.equal(places.length, 82);
  assert.ok(places.every((place) => place.startsWith('goof/node_modules/')));
  assert.ok(npm.every((one) => one.layer === 1));
  assert.equal(inventory.layers[1]?.createdBy, 'COPY node_modules/ /goof/node_modules/ # buildkit');
});

for (const file of [
  'debian10-nginx-docker-archive.tar',
  'debian10-nginx-compressed-layers-docker-archive.tar',
  'debian10-nginx-os-release-link-docker-archive.tar',
]) {
  const { path, skip } = await fixture(`images/doctored/${file}`);
  test(`${file}, doctored to one layer of three, is refused`, { skip }, async () => {
    await assert.rejects(
      inventoryOfArchive(path),
      (error) => isHarborError(error) && error.code === 'MANIFEST_INVALID',
    );
  });
}

const linked = await fixture('images/doctored/debian10-nginx-os-release-link-docker-archive.tar');
test('the layer in which os-release is a link gives its distribution', linked, async () => {
  const { provider } = await loadImageArchive(linked.path);
  const layer = [...provider.blobs.values()].find((bytes) => bytes.length > 100_000);
  assert.ok(layer);
  const image = makeImage({ layers: [compressLayer(layer)] });
  provider.add(image);

  const inventory = await inventoryOf({ provider, reference: image.digest });

  assert.equal(inventory.distro?.id, 'debian');
  assert.equal(inventory.distro.versionId, '10');
});

const whiteouts = [
  { file: 'whiteout.layer.tar', lower: ['etc/profile', 'etc/other'], left: ['etc/other'] },
  {
    file: 'whiteout_advanced.layer.tar',
    lower: ['a/a_file.txt', 'a/kept', 'a_root_file.txt', 'b/one', 'b/two/three', 'c/kept'],
    left: ['a/kept', 'c/kept'],
  },
  {
    file: 'whiteout_opaque.layer.tar',
    lower: ['a/one', 'a/two/three', 'b/kept'],
    left: ['b/kept'],
  },
];

for (const { file, lower, left } of whiteouts) {
  const { path, skip } = await fixture(`whiteouts/${file}`);
  test(`${file} leaves what it does not name`, { skip }, async () => {
    // Each path becomes a folder that holds one package, so that what is hidden shows.
    const manifest = (name: string) => ({
      path: `${name}/node_modules/p/package.json`,
      content: JSON.stringify({ name: name.replaceAll('/', '-'), version: '1.0.0' }),
    });
    const layers = [await makeLayer(lower.map(manifest)), compressLayer(await readFile(path))];
    const image = makeImage({ layers });
    const provider = new MemoryProvider();
    provider.add(image);

    const inventory = await inventoryOf({ provider, reference: image.digest });

    assert.deepEqual(
      namesOf(inventory),
      left.map((name) => `${name.replaceAll('/', '-')}@1.0.0`),
    );
  });
}
