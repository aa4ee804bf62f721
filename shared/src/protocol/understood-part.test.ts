import assert from 'node:assert/strict';
import { test } from 'node:test';
import { understoodPart } from './understood-part.ts';

const inventoryMessage = (inventory: object) => ({ type: 'image.inventory', inventory });

test('packages and observations of kinds from the future are left out, counted and named', () => {
  const part = understoodPart(
    inventoryMessage({
      state: 'indexed',
      packages: [{ type: 'deb' }, { type: 'conda' }, { type: 'conda' }, { type: 'hackage' }],
      observations: [
        { kind: 'secret', severity: 'high' },
        { kind: 'mood', severity: 'high' },
      ],
      issues: [{ code: 'LAYER_INVALID' }],
    }),
  );

  assert.deepEqual(
    part,
    inventoryMessage({
      state: 'partial',
      packages: [{ type: 'deb' }],
      observations: [{ kind: 'secret', severity: 'high' }],
      issues: [
        { code: 'LAYER_INVALID' },
        { code: 'INVENTORY_NEWER', detail: '3 packages of type conda, hackage' },
        { code: 'INVENTORY_NEWER', detail: '1 observations of kind mood' },
      ],
    }),
  );
});

test('an image whose packages are all known stays whole', () => {
  const part = understoodPart(
    inventoryMessage({
      ...{ state: 'indexed', packages: [{ type: 'deb' }], issues: [] },
      observations: [{ kind: 'secret', severity: 'catastrophic' }],
    }),
  );

  assert.deepEqual((part as { inventory: object }).inventory, {
    ...{ state: 'indexed', packages: [{ type: 'deb' }], observations: [] },
    issues: [{ code: 'INVENTORY_NEWER', detail: '1 observations of kind catastrophic' }],
  });
});

for (const [what, body] of [
  ['a message of another type', { type: 'tags.seen', tags: [{ type: 'conda' }] }],
  [
    'an inventory of known kinds that is broken elsewhere',
    inventoryMessage({ packages: [{ type: 'deb' }] }),
  ],
  ['packages that are no list', inventoryMessage({ packages: 'many' })],
  ['a type that is no text', inventoryMessage({ packages: [{ type: 7 }] })],
  ['no inventory at all', { type: 'image.inventory' }],
  ['no object', 'text'],
] as const) {
  test(`nothing is made of ${what}`, () => {
    assert.equal(understoodPart(body), undefined);
  });
}
