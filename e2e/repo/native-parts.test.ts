// Images are made for two processors on a Debian base, and no machine of the other kind is needed to see that they can
// be: what is native is looked at as the files it is, and as the lock file names it.
import assert from 'node:assert/strict';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { readPage } from './doc-tables.ts';
import { root } from './source-file.ts';

interface LockedPackage {
  readonly version?: string;
  readonly dev?: boolean;
  readonly os?: readonly string[];
  readonly cpu?: readonly string[];
  readonly libc?: readonly string[];
  readonly hasInstallScript?: boolean;
}

/** Of the ELF header: https://refspecs.linuxfoundation.org/elf/gabi4+/ch4.eheader.html */
const machines = { x64: 0x3e, arm64: 0xb7 } as const;
/** What Debian 12, the base of the images, brings: libc6 2.36 and libstdc++6 of GCC 12.2. */
const newest = { GLIBC: '2.36', GLIBCXX: '3.4.30' } as const;

const { packages } = JSON.parse(readPage('package-lock.json')) as {
  packages: Readonly<Record<string, LockedPackage>>;
};
const inImages = Object.entries(packages).filter(
  ([path, { dev }]) => path.startsWith('node_modules/') && dev !== true,
);

test('of what the servers are made of, one package alone is native', () => {
  const marked = inImages.filter(
    ([, { os, cpu, hasInstallScript }]) => os !== undefined || cpu || hasInstallScript,
  );
  const holding = inImages.filter(
    ([path]) => globSync('**/*.{node,so,wasm}', { cwd: join(root, path) }).length > 0,
  );

  assert.deepEqual(
    marked.map(([path]) => path),
    [],
    'a package that is built, or is there for one machine only',
  );
  assert.deepEqual(
    holding.map(([path]) => path),
    ['node_modules/better-sqlite3'],
  );
});

for (const [processor, machine] of Object.entries(machines)) {
  const file = join(root, `node_modules/better-sqlite3/prebuilds/linux-${processor}.node`);

  test(`the database driver brings an addon for ${processor} that runs on the base of the images`, () => {
    const bytes = readFileSync(file);
    const text = bytes.toString('latin1');

    assert.equal(bytes.toString('latin1', 0, 4), '\x7fELF');
    assert.equal(bytes.readUInt16LE(18), machine);
    assert.match(text, /libc\.so\.6/, 'for glibc');
    for (const [library, version] of Object.entries(newest)) {
      const wanted = [...text.matchAll(new RegExp(`\\b${library}_([0-9.]+)`, 'g'))];
      assert.ok(wanted.length > 0, library);
      for (const [, one = ''] of wanted) assert.ok(isAtMost(one, version), `${library} ${one}`);
    }
  });

  test(`the image takes the addon for ${processor} along`, () => {
    assert.match(readPage('deploy/images/bundle.ts'), new RegExp(`'linux-${processor}\\.node'`));
  });
}

test('the driver looks for its addon under that name', () => {
  const binding = readPage('node_modules/better-sqlite3/lib/binding.js');

  assert.match(binding, /isLinuxMusl\(\) \? 'linuxmusl' : process\.platform\}-\$\{process\.arch\}/);
  assert.match(binding, /'prebuilds', `\$\{target\}\.node`/);
  // Else it would be built, and the base has no compiler.
  assert.ok(!existsSync(join(root, 'node_modules/better-sqlite3/build')));
});

test('what builds the images is there for arm64 too, in the same version', () => {
  const linux = Object.entries(packages).filter(
    ([, { os, cpu, libc }]) =>
      os?.includes('linux') && cpu?.includes('x64') && libc?.includes('musl') !== true,
  );
  const lacking = linux.filter(([path, { version }]) => {
    const sister = packages[path.replace('x64', 'arm64')];
    return sister?.version !== version;
  });

  assert.ok(linux.length > 3);
  assert.deepEqual(
    lacking.map(([path]) => path),
    [],
  );
});

function isAtMost(version: string, limit: string): boolean {
  const [ours, theirs] = [version, limit].map((one) => one.split('.').map(Number));
  for (const [at, part] of (ours ?? []).entries()) {
    const other = theirs?.[at] ?? 0;
    if (part !== other) return part < other;
  }
  return true;
}
