// The managed sensor in a pod of its own, as docs/kubernetes.md and the chart have it: the documentation's command makes
// the key, and the two pods of the rendered chart, run as containers, know each other by it.
import assert from 'node:assert/strict';
import { chmodSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { test } from 'node:test';
import { helm, type Manifest, renderChart } from '../charts/helm.ts';
import { eventually } from '../support/eventually.ts';
import { mustRun } from '../support/run-command.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { podRun } from './chart-pod.ts';
import { Container, makeNetwork } from './docker.ts';
import { buildImage, engineIsMissing } from './image.ts';

const missing = await engineIsMissing();
const skip =
  missing ?? (helm === undefined ? 'helm is not installed: npm run peers:install' : false);

test('the key of the documentation lets the managed sensor of its own come in', {
  skip,
}, async (t) => {
  const image = await buildImage('control-plane');
  const page = readFileSync(resolve(import.meta.dirname, '../../docs/kubernetes.md'), 'utf8');
  const [, command = ''] = /^(docker run --rm .* make-key) \| kubectl .*$/m.exec(page) ?? [];
  const key = await mustRun('sh', [
    ...['-c', command.replace('harborguard-control-plane:0.1.0', image)],
  ]);
  const release = { name: 'harborguard-control-plane', namespace: 'harborguard' };
  const managedSensor = { mode: 'own', key: { existingSecret: 'system-sensor' } };
  const manifests = await renderChart('harborguard-control-plane', { managedSensor }, release);
  const network = await makeNetwork(t);
  const start = async (name: string) => {
    const pod = manifests.find(
      ({ kind, metadata }) => kind === 'StatefulSet' && metadata.name === name,
    ) as Manifest;
    const folder = temporaryFolder(t);
    chmodSync(folder, 0o755);
    // As kubectl keeps what it reads: with its line break.
    const contents = { objects: { 'system-sensor': { 'system-sensor-key': key } } };
    const { options, args } = podRun(pod, manifests, {
      ...{ folder, contents, identity: { environment: {} } },
    });
    return await Container.start(t, { image, alias: name, network, options, args });
  };

  await start('harborguard-control-plane');
  const sensor = await start('harborguard-control-plane-sensor');

  await eventually('the sensor to be welcomed', async () =>
    (await sensor.logs()).includes('link welcomed') ? true : undefined,
  );
  assert.doesNotMatch(await sensor.logs(), /hg_ak_[0-9a-f]{48}/);
});
