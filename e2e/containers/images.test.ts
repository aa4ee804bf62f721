import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mustRun, runCommand } from '../support/run-command.ts';
import { runtimeImage } from './base-images.ts';
import { buildImage, engineIsMissing, inspectImage, lockedDown } from './image.ts';

const mebibyte = 1024 * 1024;
/** Beyond the base's Node. */
const sensorBytesMax = 120 * mebibyte;

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
