// The product's images, looked at by the product: their bills of materials, and whether a second build is the same.
import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { mustRun } from '../support/run-command.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { makeVolume } from './docker.ts';
import { buildImage, buildImageAnew, engineIsMissing, lockedDown } from './image.ts';
import { rootListing } from './root-listing.ts';

const skip = (await engineIsMissing()) ?? false;

for (const [name, parts] of [
  ['sensor', ['ws', 'undici', 'better-sqlite3', 'google-auth-library']],
  ['control-plane', ['ws', 'fastify', 'kysely', 'better-sqlite3']],
] as const) {
  test(`the sensor writes the bill of materials of the ${name} image and finds what is known`, {
    skip,
  }, async (t) => {
    const folder = sharedFolder(t);
    await mustRun('docker', [
      'save',
      '--output',
      join(folder, 'image.tar'),
      await buildImage(name),
    ]);
    chmodSync(join(folder, 'image.tar'), 0o644);

    const bill = JSON.parse(await scan(t, folder, '--format', 'cyclonedx')) as {
      readonly components: readonly { readonly purl?: string }[];
    };
    const report = await scan(t, folder, '--json', '--advisories', '/data/advisories.sqlite');

    const found = new Set(bill.components.map(({ purl }) => purl?.replace(/@[^@]*$/, '')));
    assert.deepEqual(
      parts.filter((part) => !found.has(`pkg:npm/${part}`)),
      [],
    );
    t.diagnostic(`${name}: ${bill.components.length} components`);
    assert.match(report, /TEST-2026-0002/);
  });

  test(`two builds of the ${name} image give the same names, modes and contents`, {
    skip,
  }, async (t) => {
    const first = await rootListing(t, await buildImage(name));

    const second = await rootListing(t, await buildImageAnew(name, ['--no-cache']));

    assert.ok(first.length > 100);
    assert.deepEqual(
      second.filter((line) => !first.includes(line)),
      [],
    );
    assert.equal(second.length, first.length);
  });
}

function sharedFolder(t: TestContext): string {
  const folder = temporaryFolder(t);
  chmodSync(folder, 0o755);
  return folder;
}

async function scan(t: TestContext, folder: string, ...options: readonly string[]) {
  const data = options.includes('--advisories') ? await advisoriesVolume(t, folder) : undefined;
  return await mustRun('docker', [
    ...['run', '--rm', '--network', 'none', ...lockedDown, '--volume', `${folder}:/images:ro`],
    ...['--tmpfs', '/var/lib/harborguard:uid=65532,mode=0700'],
    ...(data === undefined ? [] : ['--volume', `${data}:/data:ro`]),
    ...[await buildImage('sensor'), 'scan', 'docker-archive:/images/image.tar', ...options],
  ]);
}

/** With one advisory about a package both images hold. */
async function advisoriesVolume(t: TestContext, folder: string): Promise<string> {
  const volume = await makeVolume(t);
  const home = join(folder, 'advisories/npm');
  mkdirSync(home, { recursive: true });
  const id = 'TEST-2026-0002';
  const record = {
    ...{ schema_version: '1.6.0', id, summary: 'made up for a test' },
    ...{ modified: '2026-01-01T00:00:00Z', published: '2026-01-01T00:00:00Z' },
    affected: [
      {
        package: { ecosystem: 'npm', name: 'ws' },
        ranges: [{ type: 'SEMVER', events: [{ introduced: '0' }] }],
      },
    ],
  };
  writeFileSync(join(home, `${id}.json`), JSON.stringify(record));
  await mustRun('docker', [
    ...['run', '--rm', '--network', 'none', ...lockedDown],
    ...['--volume', `${volume}:/var/lib/harborguard`, '--volume', `${folder}:/source:ro`],
    ...[await buildImage('control-plane'), 'advisories', 'import', '/source/advisories'],
  ]);
  return volume;
}
