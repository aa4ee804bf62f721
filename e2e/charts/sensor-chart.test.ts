import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sensorVariables } from '@harborguard/sensor/sensor-variables.ts';
import { helm, only, refusalOf, renderChart } from './helm.ts';
import { podSpecOf } from './pod-security.ts';

const skip = helm === undefined ? 'helm is not installed: npm run peers:install' : false;
const chart = 'harborguard-sensor';
const minimal = {
  controlPlane: { url: 'https://harborguard.example.com' },
  apiKey: { value: 'hg_ak_test' },
};

const refusals = [
  ['no address', { apiKey: { value: 'k' } }, 'controlPlane.url is needed'],
  ['no way in', { controlPlane: minimal.controlPlane }, 'exactly one of apiKey.value'],
  ['two ways in', { ...minimal, enrolmentToken: { value: 't' } }, 'exactly one of apiKey.value'],
  ['plain http', { ...minimal, controlPlane: { url: 'http://x.example' } }, 'allowPlainHttp'],
  ['a misspelt name', { ...minimal, replicas: 2 }, "additional properties 'replicas' not allowed"],
  ['a nested misspelt name', { ...minimal, scan: { parallel: 2 } }, "'parallel' not allowed"],
  ['one name for two sensors', { ...minimal, sensorName: 'a', replicaCount: 2 }, 'sensorName'],
  [
    'two registries files',
    { ...minimal, registries: { file: '{}', existingSecret: 'x' } },
    'exclude each other',
  ],
] as const;

for (const [name, values, said] of refusals) {
  test(`the sensor chart refuses ${name} and says what to do`, { skip }, async () => {
    assert.ok((await refusalOf(chart, values)).includes(said));
  });
}

test('the key reaches the sensor as a file, never as a variable or an argument', {
  skip,
}, async () => {
  const manifests = await renderChart(chart, minimal);

  const holders = manifests.filter((manifest) => JSON.stringify(manifest).includes('hg_ak_test'));

  assert.deepEqual(
    holders.map(({ kind }) => kind),
    ['Secret'],
  );
});

test('nothing may reach the sensor, and it may reach DNS and the given ports', {
  skip,
}, async () => {
  const policy = only(
    await renderChart(chart, { ...minimal, networkPolicy: { egressPorts: [443, 5000] } }),
    'NetworkPolicy',
  );

  assert.deepEqual(policy['spec'].policyTypes, ['Ingress', 'Egress']);
  assert.deepEqual(policy['spec'].ingress, []);
  assert.deepEqual(
    policy['spec'].egress.flatMap(({ ports }: { ports: { port: number }[] }) =>
      ports.map(({ port }) => port),
    ),
    [53, 53, 443, 5000],
  );
});

test('no token of the Kubernetes API is mounted unless it is asked for', { skip }, async () => {
  const manifests = await renderChart(chart, minimal);

  assert.equal(only(manifests, 'ServiceAccount')['automountServiceAccountToken'], false);
  for (const manifest of manifests) {
    const pod = podSpecOf(manifest);
    if (pod !== undefined) assert.equal(pod.automountServiceAccountToken, false);
  }
});

test('the pod of the test is neither selected by the StatefulSet nor by its service', {
  skip,
}, async () => {
  const manifests = await renderChart(chart, minimal);
  const selector = only(manifests, 'StatefulSet')['spec'].selector.matchLabels;
  const labels = only(manifests, 'Pod').metadata.labels ?? {};

  assert.ok(Object.entries(selector).some(([name, value]) => labels[name] !== value));
});

test('every variable the chart sets is one the sensor knows', { skip }, async () => {
  const manifests = await renderChart(chart, {
    ...minimal,
    registries: { pullSecrets: ['a'], file: '{}', allowedTokenHosts: ['x'] },
    caBundle: { secret: 'ca' },
    proxy: { http: 'http://p', https: 'http://p', noProxy: 'x' },
  });
  const known = new Set<string>(
    Object.values(sensorVariables).flatMap(({ name }) => [name, `${name}_FILE`]),
  );

  const pod = podSpecOf(only(manifests, 'StatefulSet'));
  const names = (pod?.containers ?? []).flatMap((container) =>
    ((container as { env?: { name: string }[] }).env ?? []).map(({ name }) => name),
  );

  assert.deepEqual(
    names.filter((name) => !known.has(name) && name !== 'NODE_EXTRA_CA_CERTS'),
    [],
  );
});

test('the doctor of `helm test` has the labels and the account by which a cloud knows the sensor', {
  skip,
}, async () => {
  const label = 'azure.workload.identity/use';
  const manifests = await renderChart(chart, {
    ...{ controlPlane: { url: 'https://harborguard.example.com' } },
    ...{ apiKey: { existingSecret: 'login' }, podLabels: { [label]: 'true' } },
  });
  const [doctor, sensor] = [only(manifests, 'Pod'), only(manifests, 'StatefulSet')];
  const { metadata, spec } = sensor['spec'].template;

  assert.equal(doctor.metadata.labels?.[label], 'true');
  assert.equal(metadata.labels[label], 'true');
  assert.equal(doctor['spec'].serviceAccountName, spec.serviceAccountName);
});
