// A real Debian root file system, made once by mmdebstrap and kept in the project's cache folder.
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { peersFolder } from './peers-folder.ts';
import { mustRun } from './run-command.ts';

export interface DebianRoot {
  readonly archive: string;
  /** `name version` of each installed package, as its own dpkg-query says, sorted. */
  readonly packages: readonly string[];
  /** `name version architecture source source-version`, as dpkg-query says, sorted. */
  readonly described: readonly string[];
}

/** Takes some fifteen seconds the first time, and longer with more packages. */
export async function debianRoot(
  release: string,
  include: readonly string[] = [],
): Promise<DebianRoot> {
  const name = [release, ...include].join('+');
  const archive = join(peersFolder, `${name}.tar`);
  if (!existsSync(archive)) {
    mkdirSync(peersFolder, { recursive: true });
    const partial = join(peersFolder, `partial-${process.pid}-${name}.tar`);
    const packages = include.length === 0 ? [] : [`--include=${include.join(',')}`];
    const flags = ['--variant=minbase', ...packages, '--quiet', '--format=tar'];
    await mustRun('mmdebstrap', [...flags, release, partial], {
      environment: { TMPDIR: peersFolder },
    });
    renameSync(partial, archive);
  }
  const described = await installedPackages(archive);
  const packages = described.map((line) => line.split(' ').slice(0, 2).join(' ')).toSorted();
  return { archive, packages, described };
}

/** Asks the machine's dpkg-query about the package database inside the archive. */
async function installedPackages(archive: string): Promise<readonly string[]> {
  const folder = `${archive}.${process.pid}.dpkg`;
  mkdirSync(join(folder, 'var/lib/dpkg'), { recursive: true });
  const member = './var/lib/dpkg/status';
  writeFileSync(
    join(folder, member),
    await mustRun('tar', ['--extract', '--to-stdout', '--file', archive, member]),
  );
  const admin = join(folder, 'var/lib/dpkg');
  const text = await mustRun('dpkg-query', [
    `--admindir=${admin}`,
    '--show',
    `--showformat=${showFormat}`,
  ]);
  rmSync(folder, { recursive: true });
  return text
    .split('\n')
    .filter((line) => line.startsWith('installed '))
    .map((line) => line.slice('installed '.length))
    .toSorted();
}

/** The format language of dpkg-query. */
const showFormat = [
  'db:Status-Status',
  'Package',
  'Version',
  'Architecture',
  'source:Package',
  'source:Version',
]
  .map((field) => `\${${field}}`)
  .join(' ')
  .concat('\\n');
