import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Inventory } from '@harborguard/shared/protocol/inventory.ts';
import { InventorySchema } from '@harborguard/shared/protocol/inventory.ts';
import { observationsMax } from '@harborguard/shared/protocol/observation.ts';
import { type LayerEntry, whiteout } from '@harborguard/shared/testing/image/layer-tar.ts';
import { type ImageOptions, makeImage } from '@harborguard/shared/testing/image/test-image.ts';
import { makeLayer } from '@harborguard/shared/testing/image/test-layer.ts';
import { Check } from 'typebox/value';
import { MemoryScanCache } from '../memory-scan-cache.ts';
import { canaries, pemKey } from '../testing/canary-secrets.ts';
import { MemoryProvider } from '../testing/memory-provider.ts';
import { inventoryOf, scanLayers } from '../testing/scan-kit.ts';

async function scanConfig(
  options: Pick<ImageOptions, 'settings' | 'history'>,
  ...layers: readonly (readonly LayerEntry[])[]
): Promise<Inventory> {
  const provider = new MemoryProvider();
  const image = makeImage({
    layers: await Promise.all((layers.length === 0 ? [[]] : layers).map((one) => makeLayer(one))),
    ...options,
  });
  provider.add(image);
  return inventoryOf({ provider, reference: image.digest });
}

const of = (inventory: Inventory, ...rules: readonly string[]) =>
  (inventory.observations ?? []).filter(({ rule }) => rules.includes(rule));

test('a secret of a layer is told by path, line and fingerprint, never by itself', async () => {
  const inventory = await scanLayers([
    { path: 'app/.env', content: `# settings\nA=b\nT=${canaries.github}\n` },
    { path: 'app/copy', content: canaries.github },
    { path: 'app/other', content: pemKey() },
  ]);
  const [first, second] = of(inventory, 'github-token');
  const [key] = of(inventory, 'private-key');

  assert.deepEqual(first, {
    ...{ kind: 'secret', rule: 'github-token', severity: 'critical' },
    ...{ layer: 0, path: 'app/.env', line: 3, fingerprint: first?.fingerprint },
  });
  assert.match(first?.fingerprint ?? '', /^[0-9a-f]{12}$/);
  assert.equal(second?.fingerprint, first?.fingerprint);
  assert.notEqual(key?.fingerprint, first?.fingerprint);
  assert.ok(!JSON.stringify(inventory).includes(canaries.github.slice(4, 20)));
  assert.equal(inventory.state, 'indexed');
});

test('a secret that a later layer deletes is still told, and that it was deleted', async () => {
  const inventory = await scanLayers(
    [{ path: 'app/.env', content: canaries.github }],
    [{ path: 'app/note', content: 'nothing' }],
    [whiteout('app/.env')],
  );

  assert.deepEqual(
    of(inventory, 'github-token').map(({ layer, removedInLayer }) => [layer, removedInLayer]),
    [[0, 2]],
  );
});

test('the same secret in another layer has another fingerprint', async () => {
  const inventory = await scanLayers(
    [{ path: 'a', content: canaries.npm }],
    [{ path: 'b', content: canaries.npm }],
  );
  const marks = of(inventory, 'npm-token').map(({ fingerprint }) => fingerprint);

  assert.equal(new Set(marks).size, 2);
});

test('neither packages nor binary files are searched', async () => {
  const inventory = await scanLayers([
    { path: 'app/node_modules/x/test/key.pem', content: pemKey() },
    { path: 'usr/share/doc/key.pem', content: pemKey() },
    { path: 'app/program', content: `\0${canaries.github}` },
  ]);

  assert.deepEqual(of(inventory, 'private-key', 'github-token'), []);
});

test('what the layer cache keeps holds no secret, and gives the same inventory', async () => {
  const provider = new MemoryProvider();
  const content = `a\n${canaries.github}\nmachine a login b password c4n4ry\n`;
  const layer = await makeLayer([{ path: 'root/.netrc', content }]);
  const image = makeImage({ layers: [layer] });
  provider.add(image);
  const stored: string[] = [];
  const layerCache = new MemoryScanCache();
  const watching = {
    get: layerCache.get.bind(layerCache),
    put: (...[key, facts]: Parameters<MemoryScanCache['put']>) => {
      stored.push(JSON.stringify(facts));
      return layerCache.put(key, facts);
    },
  };

  const settings = { provider, reference: image.digest, layerCache: watching };
  const first = await inventoryOf(settings);
  const second = await inventoryOf(settings);

  assert.equal(stored.length, 1);
  assert.equal(of(first, 'github-token', 'netrc').length, 2);
  assert.deepEqual(second, first);
  for (const text of [...stored, JSON.stringify(first)]) {
    assert.ok(!text.includes(canaries.github) && !text.includes('c4n4ry'));
  }
});

test('setuid and world-writable system files are told with their owner, unless a later layer takes them', async () => {
  const inventory = await scanLayers(
    [
      { path: 'usr/bin/su', content: 'x', mode: 0o4755 },
      { path: 'usr/bin/gone', content: 'x', mode: 0o4755 },
      { path: 'usr/bin/wall', content: 'x', mode: 0o2755 },
      { path: 'usr/bin/plain', content: 'x', mode: 0o755 },
      { path: 'usr/bin/no-run', content: 'x', mode: 0o4644 },
      { path: 'etc/open', content: 'x', mode: 0o666 },
      { path: 'app/open', content: 'x', mode: 0o666 },
      { path: 'usr/bin/alias', type: 'link', target: 'usr/bin/su', mode: 0o4755 },
    ],
    [whiteout('usr/bin/gone'), { path: 'usr/bin/wall', content: 'x', mode: 0o755 }],
  );

  assert.deepEqual(
    of(inventory, 'setuid-file', 'world-writable-file').map((one) => [
      one.path,
      one.mode,
      one.owner,
      one.layer,
    ]),
    [
      ['etc/open', '0666', '0:0', 0],
      ['usr/bin/su', '4755', '0:0', 0],
      ['usr/bin/alias', '4755', '0:0', 0],
    ],
  );
});

test('a system made writable for all is counted, not listed without end', async () => {
  const files = Array.from({ length: 230 }, (_, index) => ({
    path: `usr/lib/f${index}`,
    content: 'x',
    mode: 0o777,
  }));
  const found = of(await scanLayers(files), 'world-writable-file');

  assert.equal(found.length, 201);
  assert.equal(found.at(-1)?.detail, '30 more in this layer');
});

test('secrets of the configuration are told by place and struck out of all that is kept', async () => {
  const inventory = await scanConfig({
    settings: {
      Env: ['PATH=/bin', 'NPM_TOKEN=c4n4ry-chosen', `GH=${canaries.github}`],
      Labels: { build: `by ${canaries.gitlab}` },
      Cmd: ['serve', `--token=${canaries.stripe}`],
    },
    history: [
      { created_by: `RUN |1 PASSWORD=c4n4ry-argument /bin/sh -c make # ${canaries.github}` },
      { created_by: `ENV GH=${canaries.github}`, empty_layer: true },
    ],
  });
  const found = (inventory.observations ?? []).filter(({ kind }) => kind === 'secret');

  assert.deepEqual(found.map(({ rule, place }) => `${rule} ${place}`).sort(), [
    'github-token environment GH',
    'github-token history step 1',
    'github-token history step 2',
    'gitlab-token label build',
    'secret-variable environment NPM_TOKEN',
    'secret-variable history step 1',
    'stripe-key command',
  ]);
  const text = JSON.stringify(inventory);
  for (const secret of [canaries.github, canaries.gitlab, canaries.stripe, 'c4n4ry']) {
    assert.ok(!text.includes(secret));
  }
  assert.match(inventory.layers[0]?.createdBy ?? '', /PASSWORD=\*\*\* \/bin\/sh -c make # \*\*\*/);
  assert.equal(inventory.facts.labels['build'], 'by ***');
  assert.deepEqual(inventory.facts.command, ['serve', '--token=***']);
});

test('a secret at the end of what is kept of a text is not kept by half', async () => {
  const value = `${'x '.repeat(4090)}${canaries.github}`;
  const inventory = await scanConfig({ settings: { Labels: { long: value } } });

  assert.ok(!JSON.stringify(inventory).includes(canaries.github.slice(0, 8)));
});

test('an image without a user, health check or fixed base says so, one with them does not', async () => {
  const careless = await scanConfig({
    settings: {
      ExposedPorts: { '22/tcp': {} },
      Labels: { 'org.opencontainers.image.base.name': 'docker.io/library/debian:latest' },
    },
  });
  const careful = await scanConfig({
    settings: {
      User: '1000:1000',
      ExposedPorts: { '8080/tcp': {} },
      Healthcheck: { Test: ['CMD', 'true'] },
      Labels: { 'org.opencontainers.image.base.name': 'docker.io/library/debian:12.5' },
    },
  });
  const rules = ['runs-as-root', 'no-healthcheck', 'ssh-port', 'latest-base'];

  assert.deepEqual(
    of(careless, ...rules)
      .map(({ rule }) => rule)
      .sort(),
    [...rules].sort(),
  );
  assert.deepEqual(of(careful, ...rules), []);
});

for (const user of ['root', '0', 'root:root', '0:0']) {
  test(`the user ${user} is root`, async () => {
    const inventory = await scanConfig({ settings: { User: user } });

    assert.equal(of(inventory, 'runs-as-root').length, 1);
  });
}

test('steps of the base are left to its owner, and layers are told apart by it', async () => {
  const inventory = await scanConfig(
    {
      history: [
        { created_by: '/bin/sh -c #(nop) ADD file:abc in / ' },
        { created_by: 'RUN apt-get update' },
        { created_by: '/bin/sh -c #(nop)  CMD ["bash"]', empty_layer: true },
        { created_by: 'ADD app.tar /app # buildkit' },
        { created_by: 'RUN /bin/sh -c apt-get update # buildkit' },
        { created_by: 'RUN /bin/sh -c apt-get update && apt-get install -y x # buildkit' },
        { created_by: 'CMD ["serve"]', empty_layer: true },
      ],
    },
    ...[[], [], [], [], []],
  );

  assert.deepEqual(
    of(inventory, 'add-instruction', 'update-alone').map(({ rule, place }) => [rule, place]),
    [
      ['add-instruction', 'history step 4'],
      ['update-alone', 'history step 5'],
    ],
  );
  assert.equal(inventory.facts.baseLayers, 2);
  assert.deepEqual(
    inventory.facts.history?.map(({ layer }) => layer),
    [0, 1, undefined, 2, 3, 4, undefined],
  );
});

test('an inventory full of observations keeps to its schema, the gravest first', async () => {
  const files = Array.from({ length: 60 }, (_, index) => ({
    path: `app/${index}`,
    content: `${canaries.github}\n`.repeat(60),
  }));
  const open = Array.from({ length: 300 }, (_, index) => ({
    path: `usr/bin/${index}`,
    content: 'x',
    mode: 0o4777,
  }));
  const layer = [...files, ...open];
  const inventory = await scanLayers(layer, layer, layer, layer, layer);

  assert.ok(Check(InventorySchema, inventory));
  assert.equal(inventory.observations?.length, observationsMax);
  assert.equal(inventory.observations?.[0]?.severity, 'critical');
});
