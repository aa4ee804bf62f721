// The units for machines without containers: what systemd itself says about them.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { test } from 'node:test';
import { missingPrograms, mustRun, runCommand } from '../support/run-command.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const folder = resolve(import.meta.dirname, '../../deploy/systemd');
const skip = missingPrograms(['systemd-analyze']).length === 0 ? false : 'systemd is not installed';
/** Of 100; a unit without any protection has 96. */
const exposureMax = 15;

for (const name of ['harborguard-sensor.service', 'harborguard-control-plane.service']) {
  test(`systemd finds nothing wrong with ${name}`, { skip }, async (t) => {
    const copy = join(temporaryFolder(t), name);
    // The program is not installed where the unit looks for it.
    const text = readFileSync(join(folder, name), 'utf8');
    writeFileSync(copy, text.replace(/^ExecStart=\S+/m, 'ExecStart=/bin/true'));

    const { code, stderr } = await runCommand('systemd-analyze', [
      ...['verify', '--man=no', '--generators=no', copy],
    ]);

    assert.equal(stderr, '');
    assert.equal(code, 0);
  });

  test(`${name} leaves little to reach`, { skip }, async () => {
    await mustRun('systemd-analyze', [
      ...['security', '--offline=true', `--threshold=${exposureMax}`, join(folder, name)],
    ]);
  });

  test(`${name} starts a program that is there`, () => {
    const text = readFileSync(join(folder, name), 'utf8');
    const entry = /\/opt\/harborguard\/(\S+\/main\.ts)/.exec(text)?.[1] ?? '';

    assert.ok(readFileSync(resolve(folder, '../..', entry)).length > 0);
  });

  test(`what ${name} says to install brings the Node it starts`, () => {
    const text = readFileSync(join(folder, name), 'utf8');
    const project = readFileSync(resolve(folder, '../../package.json'), 'utf8');
    const { dependencies = {}, devDependencies = {} } = JSON.parse(project) as {
      readonly dependencies?: object;
      readonly devDependencies?: object;
    };
    const installed = text.includes('--omit=dev')
      ? dependencies
      : { ...dependencies, ...devDependencies };

    assert.match(text, /^ExecStart=\/opt\/harborguard\/node_modules\/node\/bin\/node /m);
    assert.ok('node' in installed);
  });
}
