// Writes the client as a package that can be published: JavaScript with its types, nothing else needed.
import { execFileSync } from 'node:child_process';
import { copyFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const clientFolder = resolve(import.meta.dirname, '..');
const root = resolve(clientFolder, '../..');
const entry = (name: string) => ({ types: `./${name}.d.ts`, default: `./${name}.js` });

/** Throws when the types do not fit. */
export function buildClient(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
  const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  const project = join(clientFolder, 'tsconfig.build.json');
  execFileSync(process.execPath, [compiler, '-p', project, '--outDir', folder], {
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const { name, version, description, license, type } = JSON.parse(
    readFileSync(join(clientFolder, 'package.json'), 'utf8'),
  );
  const published = {
    ...{ name, version, description, license, type },
    sideEffects: false,
    exports: {
      '.': entry('create-client'),
      './api-error': entry('api-error'),
      './operation-types': entry('operation-types'),
    },
  };
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify(published, undefined, 2)}\n`);
  copyFileSync(join(root, 'docs/api-client.md'), join(folder, 'README.md'));
  copyFileSync(join(root, 'LICENSE'), join(folder, 'LICENSE'));
}
