import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { test } from 'node:test';
import { mustRun, runCommand } from '../support/run-command.ts';
import { runtimeImage } from './base-images.ts';
import { buildImage, engineIsMissing, type ImageName, inspectImage, lockedDown } from './image.ts';

const mebibyte = 1024 * 1024;
/** Beyond the base's Node. */
const sensorBytesMax = 24 * mebibyte;
const controlPlaneBytesMax = 32 * mebibyte;
const root = resolve(import.meta.dirname, '../..');

/** By what files begin with, whatever they are called: ELF, and WebAssembly. */
const listNativeFiles = `
const fs = require('node:fs');
const head = (path) => {
  const bytes = Buffer.alloc(4);
  const file = fs.openSync(path);
  fs.readSync(file, bytes);
  fs.closeSync(file);
  return bytes.toString('latin1');
};
const files = fs.readdirSync('/app', { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => entry.parentPath + '/' + entry.name)
  .filter((path) => ['\\x7fELF', '\\0asm'].includes(head(path)));
process.stdout.write(JSON.stringify(files.sort()));`;

const missing = await engineIsMissing();
const skip = missing ?? false;

for (const name of ['sensor', 'control-plane'] as const) {
  test(`the ${name} image runs as nobody in particular, says what it is and checks its own health`, {
    skip,
  }, async () => {
    const image = await buildImage(name);

    const { Config } = await inspectImage(image);

    assert.equal(Config.User, '65532:65532');
    assert.equal(Config.Labels['org.opencontainers.image.licenses'], 'Apache-2.0');
    assert.deepEqual(Config.Healthcheck?.Test.at(-1), 'health');
  });

  test(`the ${name} image has no shell`, { skip }, async () => {
    const image = await buildImage(name);

    const { code } = await runCommand('docker', ['run', '--rm', '--entrypoint=/bin/sh', image]);

    assert.notEqual(code, 0);
  });
}

const helps: readonly (readonly [ImageName, readonly RegExp[]])[] = [
  ['sensor', [/^ {2}probe <registry>/m, /^ {2}scan <image>/m, /^ {2}doctor/m, /HARBORGUARD_URL/]],
  ['control-plane', [/^ {2}serve/m, /^ {2}make-key/m, /HARBORGUARD_DATA_DIR/]],
];

for (const [name, parts] of helps) {
  test(`the ${name} image explains itself, and does not take a misspelt command for another`, {
    skip,
  }, async () => {
    const image = await buildImage(name);
    const run = (...args: readonly string[]) =>
      runCommand('docker', ['run', '--rm', '--network', 'none', ...lockedDown, image, ...args]);

    const help = await run('--help');
    const misspelt = await run('dcotor');

    assert.equal(help.code, 0, help.stderr);
    for (const part of parts) assert.match(help.stdout, part);
    assert.equal(misspelt.code, 2);
    assert.match(misspelt.stderr, /dcotor/);
    assert.doesNotMatch(misspelt.stderr, /^\s+at /m);
  });

  test(`the ${name} image holds one native part, for both processors`, { skip }, async () => {
    const image = await buildImage(name);

    const entrypoint = ['--entrypoint=/nodejs/bin/node', ...lockedDown];
    const args = [...entrypoint, image, '-e', listNativeFiles];
    const said = await mustRun('docker', ['run', '--rm', '--network', 'none', ...args]);

    const prebuilds = '/app/node_modules/better-sqlite3/prebuilds';
    assert.deepEqual(JSON.parse(said), [
      `${prebuilds}/linux-arm64.node`,
      `${prebuilds}/linux-x64.node`,
    ]);
  });

  test(`an architecture is no word of the Dockerfile of ${name}: the same steps make the image of either`, () => {
    const text = readFileSync(resolve(root, `deploy/images/${name}.Dockerfile`), 'utf8');

    assert.doesNotMatch(text, /x64|amd64|x86_64|arm64|aarch64|--platform/);
  });
}

test('the doctor of the sensor image says what is missing when it is started with nothing', {
  skip,
}, async () => {
  const image = await buildImage('sensor');
  const state = ['--tmpfs', '/var/lib/harborguard:uid=65532,mode=0700'];

  const args = ['run', '--rm', '--network', 'none', ...lockedDown, ...state, image, 'doctor'];
  const { code, stdout } = await runCommand('docker', args);

  assert.equal(code, 1);
  assert.match(
    stdout,
    /FAILED {3}configuration: CONFIGURATION_INVALID: HARBORGUARD_URL is required/,
  );
  assert.match(stdout, /ok {7}state folder/);
});

test('the control plane image says how large it is', { skip }, async (t) => {
  const image = await buildImage('control-plane');

  const [own, base] = await Promise.all([inspectImage(image), inspectImage(runtimeImage)]);
  const added = own.Size - base.Size;

  t.diagnostic(
    `control plane image: ${Math.round(own.Size / mebibyte)} MiB, of it ours ${(added / mebibyte).toFixed(1)} MiB`,
  );
  assert.ok(added < controlPlaneBytesMax, `${added} bytes beyond the base`);
});

test('the sensor image is small', { skip }, async (t) => {
  const image = await buildImage('sensor');

  const [own, base] = await Promise.all([inspectImage(image), inspectImage(runtimeImage)]);
  const added = own.Size - base.Size;

  t.diagnostic(
    `sensor image: ${Math.round(own.Size / mebibyte)} MiB, of it ours ${(added / mebibyte).toFixed(1)} MiB`,
  );
  assert.ok(added < sensorBytesMax, `${added} bytes beyond the base`);
});

test('the sensor image says its version with a read-only root and no capability', {
  skip,
}, async () => {
  const image = await buildImage('sensor');

  const said = await mustRun('docker', ['run', '--rm', ...lockedDown, image, 'version']);

  assert.match(said, /^\d+\.\d+\.\d+\n$/);
});

test('the sensor image names what is missing when it is started with nothing', {
  skip,
}, async () => {
  const image = await buildImage('sensor');

  const { code, stderr } = await runCommand('docker', ['run', '--rm', ...lockedDown, image]);

  assert.equal(code, 2);
  assert.match(stderr, /HARBORGUARD_URL is required/);
  assert.match(stderr, /HARBORGUARD_API_KEY is required/);
});
