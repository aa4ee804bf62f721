import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { controlPlaneFrames, sensorFrames } from './frame-catalogue.ts';
import { controlPlaneFrameTables, logMessageTables, sensorFrameTables } from './frame-table.ts';
import { closeCodes } from './link-limits.ts';

const page = readFileSync(new URL('../../../docs/link.md', import.meta.url), 'utf8');

for (const { name, text } of [
  { name: 'sensor-frames', text: sensorFrameTables() },
  { name: 'control-plane-frames', text: controlPlaneFrameTables() },
  { name: 'log-messages', text: logMessageTables() },
]) {
  test(`docs/link.md holds the table ${name} as the schemas have it`, () => {
    const begin = `<!-- table ${name} -->\n`;
    const from = page.indexOf(begin);
    assert.ok(from >= 0, 'the page has a place for the table');
    const found = page.slice(from + begin.length, page.indexOf('<!-- end -->', from));

    assert.ok(found === `${text}\n`, 'a schema and the page differ: write the table anew');
  });
}

test('every close code of the link is explained in docs/link.md', () => {
  for (const code of Object.values(closeCodes)) assert.match(page, new RegExp(`\\| ${code} \\|`));
});

test('a frame kind occurs once for each direction, and each schema names its own kind', () => {
  for (const frames of [sensorFrames, controlPlaneFrames]) {
    assert.equal(new Set(frames.map(({ kind }) => kind)).size, frames.length);
    for (const { kind, schema } of frames) {
      const { properties } = schema as { properties?: { kind?: { const?: string } } };
      assert.equal(properties?.kind?.const, kind);
    }
  }
});
