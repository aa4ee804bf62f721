// Runs a TypeScript entry point on the project's own Node, installing the dependencies first when they
// are missing or older than the lock file. Written for the oldest Node a machine may have (20), so plain JavaScript.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const projectNode = join(root, 'node_modules', 'node', 'bin', 'node');

/** npm writes this file last, so it is older than the lock file exactly when an install is due. */
const installStamp = join(root, 'node_modules', '.package-lock.json');

function installIsDue() {
  if (!existsSync(projectNode) || !existsSync(installStamp)) return true;
  return statSync(installStamp).mtimeMs < statSync(join(root, 'package-lock.json')).mtimeMs;
}

if (installIsDue()) {
  process.stderr.write('Installing dependencies (npm ci), once …\n');
  // Standard output belongs to the program that follows (--json), so npm speaks on standard error.
  const install = spawnSync('npm', ['ci', '--no-fund', '--no-audit'], {
    cwd: root,
    stdio: ['ignore', 2, 2],
  });
  if (install.status !== 0) {
    process.stderr.write('npm ci failed: check that this machine reaches a package registry.\n');
    process.exit(install.status ?? 1);
  }
}

const [entry, ...rest] = process.argv.slice(2);
const child = spawn(
  projectNode,
  ['--disable-warning=ExperimentalWarning', join(root, entry), ...rest],
  {
    stdio: 'inherit',
  },
);
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
child.on('exit', (code, signal) => process.exit(signal ? 1 : (code ?? 1)));
