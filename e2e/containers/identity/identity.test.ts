// Each section of docs/identity.md, done: what the page tells people to write is taken from it, the sensor's image runs
// with just that, signs in with the identity, lists and scans; and where something is missing `doctor` says what the page
// says it does.
import assert from 'node:assert/strict';
import { after, before, describe, type TestContext, test } from 'node:test';
import { createTokenIssuer } from '@harborguard/shared/testing/vendors/token-trust.ts';
import { helm, type Manifest, only, renderChart, type Values } from '../../charts/helm.ts';
import { eventually } from '../../support/eventually.ts';
import { missingPrograms, runCommand } from '../../support/run-command.ts';
import { podRun } from '../chart-pod.ts';
import { makeVolume } from '../docker.ts';
import { engineIsMissing } from '../image.ts';
import { mayReach } from './egress.ts';
import { guideSection, optionOf } from './guide.ts';
import { type Failure, machineCases, type PodCase, podCases } from './identity-cases.ts';
import { type CloudPod, IdentityWorld, machineFolder } from './identity-world.ts';
import { namespace } from './pod-webhooks.ts';

const programs = missingPrograms(['openssl']);
const missing =
  (await engineIsMissing()) ??
  (programs.length === 0 ? undefined : `not installed: ${programs.join(', ')}`);
const skip = missing ?? false;
const skipPods =
  missing ?? (helm === undefined ? 'helm is not installed: npm run peers:install' : false);

const issuer = createTokenIssuer('https://oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLE');
const clientId = '11111111-2222-3333-4444-555555555555';
const hourMs = 3_600_000;

describe('the guides to the identities of clouds', { skip }, () => {
  const endings: (() => unknown)[] = [];
  let world: IdentityWorld;

  before(async () => {
    world = await IdentityWorld.create({ after: (work) => endings.push(work) });
  });
  after(async () => {
    for (const end of endings.toReversed()) await end();
  });

  for (const one of podCases) {
    test(`${one.section}: the chart with the values of the guide`, {
      skip: skipPods,
    }, async (t) => {
      const guide = guideSection(one.section);
      const agreed = one.trust?.(guide);
      const trust = agreed === undefined ? {} : { trust: { ...issuer, ...agreed } };
      const cloud = await world.startCloud(t, { cloud: one.cloud, clientId, ...trust });
      const pod = new ChartPod(t, { one, cloud, world });

      await t.test('doctor is content, and a registry is listed and scanned', async () => {
        const sensorApiKey = await connect(t, world, one.url);
        await cloud.set({});
        const doctor = await pod.doctor({ sensorApiKey });
        assert.equal(doctor.code, 0, doctor.stdout + doctor.stderr);
        assert.match(doctor.stdout, new RegExp(`credential from ${one.source}`));
        await pod.startSensor({ sensorApiKey });
        await scanned(world);
        await pod.assertEgress(await cloud.asked());
      });
      for (const failure of one.failures) {
        await t.test(`${failure.name}: doctor says what the page says`, async () => {
          await cloud.set(failure.state ?? {});
          const { code, stdout } = await pod.doctor({ failure });
          assertSays({ code, stdout }, failure, guide.failures);
        });
      }
    });
  }

  for (const one of machineCases) {
    test(`${one.section}: the commands of the guide`, async (t) => {
      const guide = guideSection(one.section);
      const cloud = await world.startCloud(t, { cloud: one.cloud });
      const sensorApiKey = await connect(t, world, one.url);
      const options = await machineOptions(t, world, {
        ...{ 'api-key': sensorApiKey, 'registries.json': JSON.stringify(guide.json) },
      });
      const name = await cloud.start(options(guide.command('docker', 'run')));
      const command = async (...first: readonly string[]) => {
        const words = guide.command('docker', 'exec', 'sensor', ...first);
        return await runCommand('docker', ['exec', name, ...words.slice(3)]);
      };
      const program = ['/nodejs/bin/node', '/app/sensor/src/main.js'];

      await t.test(
        'doctor and probe are content, and a registry is listed and scanned',
        async () => {
          const doctor = await command(...program, 'doctor');
          const probe = await command(...program, 'probe', one.url);
          for (const { code, stdout, stderr } of [doctor, probe]) {
            assert.equal(code, 0, stdout + stderr);
            assert.match(stdout, new RegExp(`credential from ${one.source}`));
          }
          await scanned(world);
        },
      );
      for (const failure of one.failures) {
        await t.test(`${failure.name}: doctor says what the page says`, async () => {
          await cloud.set(failure.state ?? {});
          assertSays(await command(...program, 'doctor'), failure, guide.failures);
        });
      }
    });
  }

  test('every failure that the page tells of is one that was brought about', () => {
    for (const { section, failures } of [...podCases, ...machineCases]) {
      const brought = new Set(failures.map(({ says }) => says.join()));
      const told = guideSection(section).failures.filter(([first]) => first !== 'doctor');
      assert.deepEqual(
        told.map((row) => row.join()).filter((row) => !brought.has(row)),
        [],
        section,
      );
    }
  });
});

interface DoctorSetting {
  readonly sensorApiKey?: string;
  readonly failure?: Failure;
}

/** The pods of the chart in one cloud. */
class ChartPod {
  readonly #t: TestContext;
  readonly #one: PodCase;
  readonly #cloud: CloudPod;
  readonly #world: IdentityWorld;

  constructor(
    t: TestContext,
    parts: { readonly one: PodCase; readonly cloud: CloudPod; readonly world: IdentityWorld },
  ) {
    this.#t = t;
    this.#one = parts.one;
    this.#cloud = parts.cloud;
    this.#world = parts.world;
  }

  async doctor(setting: DoctorSetting) {
    const { options, args } = await this.#run('Pod', setting);
    return await this.#cloud.run(options, args);
  }

  async startSensor(setting: DoctorSetting): Promise<void> {
    const { options, args } = await this.#run('StatefulSet', setting);
    await this.#cloud.start(options, args);
  }

  async assertEgress(asked: readonly string[]): Promise<void> {
    const policy = only(await this.#render({}), 'NetworkPolicy');
    const stopped = asked.filter((place) => !mayReach(policy, place));
    assert.ok(asked.length > 2, String(asked));
    assert.deepEqual(stopped, [], 'the NetworkPolicy of the chart stops these');
  }

  async #render(values: Values): Promise<readonly Manifest[]> {
    const guide = guideSection(this.#one.section);
    const install = guide.command('helm', '--namespace', namespace, 'install');
    assert.equal(optionOf(install, '--values'), 'values.yaml');
    const [name = '', chart = ''] = install.slice(4);
    assert.equal(chart, 'deploy/helm/harborguard-sensor');
    // The names of the cloud have certificates of our own here.
    const all = { ...guide.values, caBundle: { configMap: 'test-ca' }, ...values };
    return await renderChart('harborguard-sensor', all, { name, namespace });
  }

  async #run(
    kind: 'Pod' | 'StatefulSet',
    { sensorApiKey, failure = { name: '', says: [] } }: DoctorSetting,
  ) {
    const manifests = await this.#render(failure.values ?? {});
    const pod = only(manifests, kind);
    const account = only(manifests, 'ServiceAccount');
    const { spec, metadata } = kind === 'Pod' ? pod : pod['spec'].template;
    assert.equal(spec.serviceAccountName, account.metadata.name);
    const webhook = this.#one.webhook(guideSection(this.#one.section));
    const identity = webhook({ ...pod, metadata }, account);
    const folder = machineFolder(this.#t, {});
    const { expired = false, ...claims } = failure.token ?? {};
    const tokenFor = (audience: string) =>
      issuer.issue({
        subject: `system:serviceaccount:${namespace}:${account.metadata.name}`,
        expiresAtMs: Date.now() + (expired ? -hourMs : hourMs),
        audience,
        ...claims,
      });
    const objects = {
      'sensor-key': { 'api-key': sensorApiKey ?? 'hg_ak_'.padEnd(54, '0') },
      'test-ca': { 'ca.crt': this.#world.certificates.ca },
    };
    return podRun(pod, manifests, { folder, identity, contents: { objects, tokenFor } });
  }
}

async function connect(t: TestContext, world: IdentityWorld, url: string): Promise<string> {
  const created = await world.api.send<{ id: string; sensorApiKey: string }>(
    'POST',
    '/registries',
    {
      ...{ name: 'identity', url, scanMethod: 'sensor' },
    },
  );
  t.after(() => world.api.send('DELETE', `/registries/${created.id}`));
  return created.sensorApiKey;
}

async function scanned(world: IdentityWorld): Promise<void> {
  const row = await eventually(
    'the image to be scanned',
    async () => {
      const rows = await world.api.list<{ state: string; packages: number }>('/images');
      return rows.find(({ state }) => state !== 'waiting');
    },
    { deadlineMs: 240_000 },
  );
  assert.equal(row.packages, 1);
}

/** The line of the guide with what stands on this machine in place of a real one's folders. */
async function machineOptions(
  t: TestContext,
  world: IdentityWorld,
  files: Readonly<Record<string, string>>,
) {
  const folder = machineFolder(t, { ...files, 'ca/ca.pem': world.certificates.ca });
  const volume = await makeVolume(t);
  const ours: Readonly<Record<string, string>> = {
    '/etc/harborguard:/etc/harborguard:ro': `${folder}:/etc/harborguard:ro`,
    'sensor-state:/var/lib/harborguard': `${volume}:/var/lib/harborguard`,
  };
  return (words: readonly string[]): readonly string[] => {
    assert.equal(words.at(-1), 'harborguard-sensor:0.1.0');
    assert.deepEqual(words.slice(0, 5), ['docker', 'run', '--detach', '--name', 'sensor']);
    const given = words.slice(5, -1).map((word) => ours[word] ?? word);
    return [...given, '--env', 'HARBORGUARD_CA_DIR=/etc/harborguard/ca'];
  };
}

function assertSays(
  { code, stdout }: { readonly code: number; readonly stdout: string },
  { says }: Failure,
  told: readonly (readonly string[])[],
): void {
  assert.equal(code, 1, stdout);
  const line = stdout.split('\n').findIndex((text) => text.includes('registry https://'));
  const [verdict = '', firstCheck = ''] = stdout.split('\n').slice(line, line + 2);
  for (const word of says) assert.ok(verdict.includes(word), stdout);
  assert.match(firstCheck, /first check: \w/);
  assert.doesNotMatch(stdout, /canary/);
  assert.ok(
    told.some((row) => row.join() === says.join()),
    `the page does not tell of ${says.join(', ')}`,
  );
}
