// A real Debian root file system, made once by mmdebstrap and kept in the project's cache folder.
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { mustRun } from './run-command.ts';

const cacheFolder = resolve(import.meta.dirname, '../../.cache/peers');

export interface DebianRoot {
  readonly archive: string;
  /** `name version` of each installed package, as its own dpkg-query says, sorted. */
  readonly packages: readonly string[];
}

/** Takes some fifteen seconds the first time. */
export async function debianRoot(release: string): Promise<DebianRoot> {
  const archive = join(cacheFolder, `${release}.tar`);
  if (!existsSync(archive)) {
    mkdirSync(cacheFolder, { recursive: true });
    const partial = join(cacheFolder, `partial-${release}.tar`);
    await mustRun(
      'mmdebstrap',
      ['--variant=minbase', '--quiet', '--format=tar', release, partial],
      {
        environment: { TMPDIR: cacheFolder },
      },
    );
    renameSync(partial, archive);
  }
  return { archive, packages: await installedPackages(archive) };
}

/** Asks the machine's dpkg-query about the package database inside the archive. */
async function installedPackages(archive: string): Promise<readonly string[]> {
  const folder = `${archive}.dpkg`;
  mkdirSync(join(folder, 'var/lib/dpkg'), { recursive: true });
  const member = './var/lib/dpkg/status';
  writeFileSync(
    join(folder, member),
    await mustRun('tar', ['--extract', '--to-stdout', '--file', archive, member]),
  );
  // biome-ignore lint/suspicious/noTemplateCurlyInString: the format language of dpkg-query, not a template.
  const format = '${db:Status-Status} ${Package} ${Version}\\n';
  const admin = join(folder, 'var/lib/dpkg');
  const text = await mustRun('dpkg-query', [
    `--admindir=${admin}`,
    '--show',
    `--showformat=${format}`,
  ]);
  rmSync(folder, { recursive: true });
  return text
    .split('\n')
    .filter((line) => line.startsWith('installed '))
    .map((line) => line.slice('installed '.length))
    .toSorted();
}
