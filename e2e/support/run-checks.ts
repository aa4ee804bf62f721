// Everything that is checked without running the product: format and lint, types of each workspace, dead code.
// All checks run even when one fails, so that one round shows everything.
import { spawnSync } from 'node:child_process';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../..');
const bin = (name: string) => join(root, 'node_modules', '.bin', name);

const checks: readonly (readonly [string, string, readonly string[]])[] = [
  ['format and lint', bin('biome'), ['ci', '.']],
  ['types of shared', bin('tsc'), ['-p', 'shared']],
  ['types of sensor', bin('tsc'), ['-p', 'sensor']],
  ['types of control-plane', bin('tsc'), ['-p', 'control-plane']],
  ['types of deploy', bin('tsc'), ['-p', 'deploy']],
  ['types of client', bin('tsc'), ['-p', 'control-plane/client']],
  ['types of console', bin('tsc'), ['-p', 'control-plane/console']],
  ['types of e2e', bin('tsc'), ['-p', 'e2e']],
  ['unused files, exports and dependencies', bin('knip'), []],
];

const failed = checks.filter(([title, command, args]) => {
  process.stdout.write(`— ${title}\n`);
  return spawnSync(command, args, { cwd: root, stdio: 'inherit' }).status !== 0;
});

if (failed.length > 0) {
  process.stderr.write(`\nFailed: ${failed.map(([title]) => title).join('; ')}\n`);
  process.exit(1);
}
process.stdout.write('\nAll checks passed.\n');
