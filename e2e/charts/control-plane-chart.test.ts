import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { test } from 'node:test';
import { helm, type Manifest, only, refusalOf, renderChart } from './helm.ts';
import { podSpecOf } from './pod-security.ts';

const skip = helm === undefined ? 'helm is not installed: npm run peers:install' : false;
const chart = 'harborguard-control-plane';
const own = { managedSensor: { mode: 'own', key: { value: 'hg_ak_sensor' } } };

const refusals = [
  ['a sensor of its own without a key', { managedSensor: { mode: 'own' } }, 'needs exactly one of'],
  [
    'a key of a sensor that is not there',
    { managedSensor: { key: { value: 'k' } } },
    'is for managedSensor.mode own',
  ],
  ['an ingress without a host', { ingress: { enabled: true } }, 'ingress.host is needed'],
  ['two authorities', { caBundle: { configMap: 'a', secret: 'b' } }, 'exclude each other'],
  [
    'two bootstrap keys',
    { bootstrapKey: { value: 'a', existingSecret: 'b' } },
    'exclude each other',
  ],
  ['single sign-on without roles', { oidc: { issuer: 'https://id.example.com' } }, 'oidc.roleMap'],
  ['a role that is none', { oidc: { roleMap: { staff: 'boss' } } }, 'must be one of'],
  ['nobody to come in', { localAccounts: false }, 'only with oidc.issuer'],
  [
    'a CA of a PostgreSQL that is not given',
    { database: { ca: { existingSecret: 'ca' } } },
    'database.url.existingSecret',
  ],
  [
    'a key before one that is not given',
    { keyEncryptionKey: { previous: { existingSecret: 'before' } } },
    'keyEncryptionKey.previous',
  ],
  ['a service of metrics that are off', { metrics: { service: true } }, 'needs metrics.enabled'],
  ['several writers', { replicaCount: 2 }, "'replicaCount' not allowed"],
  ['a nested misspelt name', { advisories: { url: 'x' } }, "'url' not allowed"],
] as const;

for (const [name, values, said] of refusals) {
  test(`the control plane chart refuses ${name} and says what to do`, { skip }, async () => {
    assert.ok((await refusalOf(chart, values)).includes(said));
  });
}

test('without a key for the sensor helm prints the command of the documentation that makes one', {
  skip,
}, async () => {
  const page = readFileSync(resolve(import.meta.dirname, '../../docs/kubernetes.md'), 'utf8');
  const [command = ''] = /^docker run --rm .* make-key \| kubectl .*$/m.exec(page) ?? [];
  const inNamespace = { name: 'harborguard-control-plane', namespace: 'harborguard' };

  const said = await refusalOf(chart, { managedSensor: { mode: 'own' } }, inNamespace);

  assert.ok(said.includes(command), said);
  assert.match(said, /managedSensor\.key\.existingSecret=system-sensor/);
});

test('one pod writes, and no other pod of the release is taken for it', { skip }, async () => {
  const manifests = await renderChart(chart, own);
  const [controlPlane, sensor] = statefulSets(manifests);
  const selector: Record<string, string> = controlPlane?.['spec'].selector.matchLabels;
  const others = [sensor?.['spec'].template, only(manifests, 'Pod')];

  assert.equal(controlPlane?.['spec'].replicas, 1);
  for (const { metadata } of others) {
    assert.ok(Object.entries(selector).some(([name, value]) => metadata.labels[name] !== value));
  }
  const service = manifests.find(
    ({ kind, metadata }) => kind === 'Service' && metadata.name === controlPlane?.metadata.name,
  );
  assert.deepEqual(service?.['spec'].selector, selector);
});

test('a managed sensor of its own comes in with the key the control plane adopts', {
  skip,
}, async () => {
  const manifests = await renderChart(chart, own);
  const [controlPlane, sensor] = statefulSets(manifests);
  const keyVolume = ({ spec }: Manifest) =>
    podSpecOf({ kind: 'StatefulSet', spec } as unknown as Manifest)?.volumes?.find(
      ({ name }) => name === 'sensor-key',
    );

  assert.ok(controlPlane && sensor);
  assert.deepEqual(keyVolume(controlPlane), keyVolume(sensor));
  const [given, taken] = [variablesOf(controlPlane), variablesOf(sensor)];
  assert.equal(given['HARBORGUARD_SYSTEM_SENSOR_KEY_FILE'], taken['HARBORGUARD_API_KEY_FILE']);
  assert.equal(given['HARBORGUARD_MANAGED_SENSOR'], 'false');
  assert.equal(taken['HARBORGUARD_URL'], `http://${controlPlane.metadata.name}:8080`);
});

test('nothing may reach the managed sensor', { skip }, async () => {
  const policies = (await renderChart(chart, own)).filter(({ kind }) => kind === 'NetworkPolicy');

  assert.deepEqual(
    policies.map(({ spec }) => spec.ingress.length),
    [1, 0],
  );
});

test('keys given as values stand in the Secret and nowhere else', { skip }, async () => {
  const manifests = await renderChart(chart, { ...own, bootstrapKey: { value: 'hg_ak_first' } });

  for (const key of ['hg_ak_first', 'hg_ak_sensor']) {
    const holders = manifests.filter((manifest) => JSON.stringify(manifest).includes(key));
    assert.deepEqual(
      holders.map(({ kind }) => kind),
      ['Secret'],
    );
  }
});

test('authorities reach the control plane, its advisories and the sensor', { skip }, async () => {
  const manifests = await renderChart(chart, { ...own, caBundle: { secret: 'ca' } });
  const [controlPlane, sensor] = statefulSets(manifests).map(variablesOf);

  const file = '/etc/harborguard/ca/ca.pem';
  assert.equal(controlPlane?.['NODE_EXTRA_CA_CERTS'], file);
  assert.equal(controlPlane?.['HARBORGUARD_ADVISORIES_CA_FILE'], file);
  assert.equal(sensor?.['NODE_EXTRA_CA_CERTS'], file);
  assert.equal(sensor?.['HARBORGUARD_CA_DIR'], '/etc/harborguard/ca');
});

test('a PostgreSQL, a key for what is sealed and the secret of single sign-on come as files', {
  skip,
}, async () => {
  const manifests = await renderChart(chart, {
    publicUrl: 'https://harborguard.example.com',
    database: { url: { existingSecret: 'postgres', key: 'uri' }, ca: { existingSecret: 'own-ca' } },
    keyEncryptionKey: { existingSecret: 'sealing', previous: { existingSecret: 'before' } },
    oidc: {
      issuer: 'https://id.example.com',
      clientId: 'harborguard',
      clientSecret: { existingSecret: 'single-sign-on', key: 'secret' },
      roleMap: { staff: 'viewer', 'cn=admins': 'admin' },
    },
  });
  const controlPlane = only(manifests, 'StatefulSet');
  const given = variablesOf(controlPlane);
  const pod = controlPlane['spec'].template.spec;
  const secretOf = (variable: string): string => {
    const file = given[variable] ?? '';
    const mount = pod.containers[0].volumeMounts.find(({ mountPath }: { mountPath: string }) =>
      file.startsWith(`${mountPath}/`),
    );
    const { secret } = pod.volumes.find(({ name }: { name: string }) => name === mount.name);
    assert.equal(`${mount.mountPath}/${secret.items[0].path}`, file);
    return `${secret.secretName} ${secret.items[0].key}`;
  };

  assert.deepEqual(
    [
      secretOf('HARBORGUARD_DATABASE_URL_FILE'),
      secretOf('HARBORGUARD_DATABASE_CA_FILE'),
      secretOf('HARBORGUARD_KEY_ENCRYPTION_KEY_FILE'),
      secretOf('HARBORGUARD_KEY_ENCRYPTION_KEY_PREVIOUS_FILE'),
      secretOf('HARBORGUARD_OIDC_CLIENT_SECRET_FILE'),
    ],
    [
      'postgres uri',
      'own-ca ca.crt',
      'sealing key-encryption-key',
      'before key-encryption-key',
      'single-sign-on secret',
    ],
  );
  assert.equal(given['HARBORGUARD_OIDC_ROLE_MAP'], 'cn=admins=admin,staff=viewer');
  assert.equal(given['HARBORGUARD_OIDC_SCOPES'], 'openid,email,profile');
});

test('whole numbers stay whole numbers, however large', { skip }, async () => {
  const manifests = await renderChart(chart, {
    rateLimits: { callerPerMinute: 1_000_000 },
    managedSensor: { outboxMib: 1_048_576 },
  });

  const given = variablesOf(only(manifests, 'StatefulSet'));

  assert.equal(given['HARBORGUARD_RATE_LIMIT_PER_MINUTE'], '1000000');
  assert.equal(given['HARBORGUARD_OUTBOX_MIB'], '1048576');
});

/** That of the control plane, then that of the sensor. */
function statefulSets(manifests: readonly Manifest[]): readonly Manifest[] {
  return manifests
    .filter(({ kind }) => kind === 'StatefulSet')
    .toSorted((one, other) => one.metadata.name.length - other.metadata.name.length);
}

function variablesOf(manifest: Manifest): Readonly<Record<string, string>> {
  const [container] = manifest['spec'].template.spec.containers;
  const pairs = (container.env as { name: string; value?: string }[]).map(
    ({ name, value }) => [name, value ?? ''] as const,
  );
  return Object.fromEntries(pairs);
}
