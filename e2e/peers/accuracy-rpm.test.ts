// Databases of rpm: what this machine's rpm reads out of real ones, and out of one it has written itself.
import assert from 'node:assert/strict';
import { copyFileSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { ourPackages } from '../support/accuracy/our-packages.ts';
import { makeOciLayout } from '../support/oci-layout.ts';
import { fixturesFolder, noFixturesReason } from '../support/peer-images.ts';
import { missingPrograms, mustRun, runCommand } from '../support/run-command.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const missing = missingPrograms(['rpm', 'rpmbuild', 'tar']);
const notInstalled = missing.length === 0 ? false : `not installed: ${missing.join(', ')}`;
const databases = join(fixturesFolder, 'package-databases');
const noDatabases = existsSync(databases) ? false : noFixturesReason;

const format = '%{NAME} %|EPOCH?{%{EPOCH}:}:{}|%{VERSION}-%{RELEASE} %{ARCH} %{SOURCERPM}\\n';

/** Debian's rpm reads, but does not write, the oldest format, and the one of SUSE not at all. */
for (const file of ['rpm-bdb-Packages-1', 'rpm-bdb-Packages-centos']) {
  test(`${file}: the packages of rpm -qa`, { skip: notInstalled || noDatabases }, async (t) => {
    const root = join(temporaryFolder(t), 'root');
    const folder = join(root, 'var/lib/rpm');
    mkdirSync(folder, { recursive: true });
    copyFileSync(join(databases, file), join(folder, 'Packages'));

    assert.deepEqual(await ourLines(root), await linesOfRpm(folder, 'bdb_ro'));
  });
}

test('a database that rpm wrote: the packages of rpm -qa', { skip: notInstalled }, async (t) => {
  const folder = temporaryFolder(t);
  const root = join(folder, 'root');
  mkdirSync(root);
  const packages = await builtPackages(folder);
  const quiet = ['--nodeps', '--noscripts', '--nosignature', '--ignorearch', '--ignoreos'];
  await mustRun('rpm', ['--root', root, '--dbpath', '/var/lib/rpm', ...quiet, '-i', ...packages]);

  const lines = await ourLines(root);

  assert.deepEqual(lines, [
    'accuracy 1:2.10~rc1-3.el9 noarch accuracy-2.10~rc1-3.el9.src.rpm',
    'accuracy-tools 1:2.10~rc1-3.el9 noarch accuracy-2.10~rc1-3.el9.src.rpm',
  ]);
  assert.deepEqual(lines, await linesOfRpm(join(root, 'var/lib/rpm'), 'sqlite'));
});

async function linesOfRpm(folder: string, backend: string): Promise<readonly string[]> {
  const flags = ['--dbpath', folder, '--define', `_db_backend ${backend}`];
  // It complains of indexes that are not there, and says what is in the database all the same.
  const { stdout } = await runCommand('rpm', [...flags, '-qa', '--queryformat', format]);
  return stdout
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('gpg-pubkey '))
    .toSorted();
}

async function ourLines(root: string): Promise<readonly string[]> {
  mkdirSync(join(root, 'etc'), { recursive: true });
  writeFileSync(join(root, 'etc/os-release'), 'ID=rocky\nVERSION_ID=9.4\n');
  const archive = `${root}.tar`;
  await mustRun('tar', ['--create', '--file', archive, '--directory', root, '.']);
  const layout = `${root}-layout`;
  await makeOciLayout(layout, 'latest', [archive]);
  const ours = await ourPackages(layout);
  return ours
    .map(({ name, version, architecture, source }) => {
      const sourceVersion = source?.version.replace(/^\d+:/, '');
      return `${name} ${version} ${architecture} ${source?.name}-${sourceVersion}.src.rpm`;
    })
    .toSorted();
}

const specification = `Name: accuracy
Epoch: 1
Version: 2.10~rc1
Release: 3.el9
Summary: A package
License: MIT
BuildArch: noarch
%description
Nothing.
%package tools
Summary: Another
%description tools
Nothing.
%files
%files tools
`;

async function builtPackages(folder: string): Promise<readonly string[]> {
  const file = join(folder, 'accuracy.spec');
  writeFileSync(file, specification);
  await mustRun('rpmbuild', ['-bb', '--quiet', '--define', `_topdir ${folder}/build`, file]);
  return ['accuracy', 'accuracy-tools'].map((name) =>
    join(folder, `build/RPMS/noarch/${name}-2.10~rc1-3.el9.noarch.rpm`),
  );
}
