// `npm run peers:install`: builds the Go programs that benches and peers compare with, once, into the project's cache
// folder. A program that cannot be built is named with the reason; the others go on.
import { mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { missingPrograms, runCommand } from './run-command.ts';

const folder = resolve(import.meta.dirname, '../../.cache/peers/bin');

/** Pinned, so that two measurements compare with the same programs. */
const programs: Readonly<Record<string, string>> = {
  crane: 'github.com/google/go-containerregistry/cmd/crane@v0.21.9',
  regctl: 'github.com/regclient/regclient/cmd/regctl@v0.11.5',
};

if (missingPrograms(['go']).length > 0) {
  process.stderr.write('go is not installed: nothing built.\n');
  process.exit(1);
}

mkdirSync(folder, { recursive: true });
let failures = 0;
for (const [name, source] of Object.entries(programs)) {
  process.stdout.write(`building ${name} …\n`);
  const environment = { GOBIN: folder, CGO_ENABLED: '0', GOFLAGS: '-trimpath' };
  const { code, stderr } = await runCommand('go', ['install', source], { environment });
  if (code === 0) continue;
  failures += 1;
  process.stderr.write(`${name} could not be built: ${stderr.trim().split('\n').at(-1)}\n`);
}
process.exitCode = failures === 0 ? 0 : 1;
