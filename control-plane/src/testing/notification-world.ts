// The whole control plane over a real database file, a sensor without a socket, and a receiver of each kind of channel:
// from the cause to what arrives. For tests only.
import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { type ApiWorld, startApi } from '../cli/testing/api-world.ts';
import { defaultOrganisationId } from '../domain/unit-of-work.ts';
import type { AdvisoryFile } from '../outbound/advisory-file.ts';
import { debianInventory } from '../store/testing/debian-inventory.ts';
import { FakeAdvisories } from '../store/testing/fake-advisories.ts';
import { digestOf } from '../store/testing/inventory-world.ts';
import { FakeSensor } from './fake-sensor.ts';
import { type ChannelKind, NotificationReceivers } from './notification-receivers.ts';

export class NotificationWorld {
  readonly api: ApiWorld;
  readonly receivers: NotificationReceivers;
  readonly advisories: FakeAdvisories;
  readonly registryId: string;
  readonly sensor: FakeSensor;

  private constructor(
    api: ApiWorld,
    parts: Pick<NotificationWorld, 'receivers' | 'advisories' | 'registryId' | 'sensor'>,
  ) {
    this.api = api;
    this.receivers = parts.receivers;
    this.advisories = parts.advisories;
    this.registryId = parts.registryId;
    this.sensor = parts.sensor;
  }

  /** With a connected sensor and a registry that was synced before. */
  static async open(t: TestContext): Promise<NotificationWorld> {
    const receivers = await NotificationReceivers.start(t);
    const advisories = new FakeAdvisories();
    const advisoryFile: AdvisoryFile = {
      current: () => advisories.current(),
      watch: () => undefined,
      close: () => Promise.resolve(),
    };
    const api = await startApi(
      t,
      { allowedAddresses: ['127.0.0.0/8'] },
      { advisoryFile, pagerDutyUrl: `${receivers.url}/pagerduty` },
    );
    const { clock, services } = api;
    advisories.builtAtMs = clock.now();
    await services.fleet.start();
    await services.matchLoop.start();
    await services.policyLoop.start();
    services.judgeLoop.start();
    services.notificationLoop.start();
    const made = await api.call('POST', '/api/registries', {
      body: { url: 'registry.example.com', scanMethod: 'sensor', schedule: 'manual' },
    });
    const registryId: string = made.body.data.id;
    await api.storage.unitOfWork.write(defaultOrganisationId, ({ registries }) =>
      registries.setSyncTimes(registryId, { lastSyncAt: clock.now(), syncWantedAt: null }),
    );
    const sensor = await connectedSensor(api, registryId);
    return new NotificationWorld(api, { receivers, advisories, registryId, sensor });
  }

  /** A channel with a rule for everything, unless told otherwise. */
  async channel(
    kind: ChannelKind,
    rule: object = {},
    path?: string,
  ): Promise<{ readonly id: string; readonly signingSecret: string; readonly ruleId: string }> {
    const target = this.receivers.target(kind, path);
    const body = { name: path ?? kind, target };
    const { id, signingSecret } = await this.made('/api/notification-channels', body);
    const all = { name: 'all', channelId: id, severity: 'unknown', onlyNew: false };
    const made = await this.made('/api/notification-rules', { ...all, ...rule });
    return { id, signingSecret, ruleId: made.id };
  }

  async made(path: string, body: unknown) {
    const answer = await this.api.call('POST', path, { body });
    assert.equal(answer.status, 201, answer.text);
    return answer.body.data;
  }

  /** Until what has happened is told, and no further. */
  async tell(): Promise<void> {
    const { clock, services } = this.api;
    for (const waitMs of [0, 15_000, 5_000]) {
      await clock.advance(waitMs);
      await this.judged();
      await services.notificationLoop.settled();
    }
  }

  /** The sensor is heard in between. */
  async pass(durationMs: number): Promise<void> {
    const stepMs = 60_000;
    for (let left = durationMs; left > 0; left -= stepMs) {
      await this.api.clock.advance(Math.min(left, stepMs));
      if (this.sensor.isOpen) await this.sensor.heartbeat();
      await this.api.services.notificationLoop.settled();
    }
  }

  /** The wall clock jumps, and nobody was away meanwhile. */
  async jump(durationMs: number): Promise<void> {
    const { clock } = this.api;
    clock.setNow(clock.now() + durationMs);
    if (this.sensor.isOpen) await this.sensor.heartbeat();
  }

  /** A sync that finds these tags, by the words of their digests. */
  async sync(
    changes: Parameters<FakeSensor['finish']>[1] = {},
    tags: Readonly<Record<string, string>> = {},
    repository = 'team/app',
  ): Promise<void> {
    const { fleet } = this.api.services;
    await fleet.jobs.requestSync(defaultOrganisationId, this.registryId, {
      trigger: 'interactive',
    });
    await fleet.settled();
    const offer = this.sensor.offer();
    await this.sensor.accept(offer);
    const { jobId, attempt } = offer;
    const seen = Object.entries(tags).map(([name, word]) => ({
      ...{ name, digest: digestOf(word) },
      mediaType: 'application/vnd.oci.image.manifest.v1+json',
    }));
    if (seen.length > 0) {
      const place = { registryId: this.registryId, repository };
      await this.sensor.report({ type: 'tags.seen', jobId, attempt, ...place, tags: seen });
    }
    await this.sensor.finish(offer, changes);
  }

  /** The scan that was asked for last finds these packages. */
  async scan(word: string, packages: readonly string[], repository = 'team/app'): Promise<void> {
    const offer = this.sensor.offer();
    assert.equal(offer.payload.kind, 'scan');
    await this.sensor.accept(offer);
    const { jobId, attempt } = offer;
    const inventory = debianInventory({ word, packages });
    const place = { registryId: this.registryId, repository };
    await this.sensor.report({ type: 'image.inventory', jobId, attempt, ...place, inventory });
    const counts = { layers: 1, bytes: 1, durationMs: 1 };
    const result = { kind: 'scan', digest: digestOf(word), state: 'indexed', ...counts } as const;
    await this.sensor.finish(offer, { result });
    await this.judged();
  }

  /** As after an import that changed the advisories of these packages. */
  async imported(
    changed: Parameters<ApiWorld['services']['matchLoop']['advisoriesChanged']>[0] = 'all',
  ): Promise<void> {
    await this.api.services.matchLoop.advisoriesChanged(changed);
    await this.judged();
  }

  /** Until what has happened has changed the findings and verdicts it concerns. */
  async judged(): Promise<void> {
    const { clock, services } = this.api;
    await clock.advance(0);
    await services.judgeLoop.settled();
    services.policyLoop.wake();
    // Between two pieces of work the loops wait for the clock.
    for (let turn = 0; turn < 10; turn += 1) await clock.advance(0);
    await services.policyLoop.idle();
  }
}

async function connectedSensor(api: ApiWorld, registryId: string): Promise<FakeSensor> {
  const { clock, services } = api;
  const body = { name: 'sensors', kind: 'sensor', role: 'ci', registryIds: [registryId] };
  const { id: keyId } = (await api.call('POST', '/api/api-keys', { body })).body.data;
  const key = { keyId, orgId: defaultOrganisationId, isSystem: false, sensorsMax: 5 };
  const id = '0199a000-0000-7000-8000-00000000cccc';
  const sensor = new FakeSensor(
    services.fleet,
    { ...key, registryIds: [registryId] },
    {
      ...{ kind: 'hello', protocol: { min: 1, max: 1 }, sensorId: id, name: 'sensor-a' },
      ...{ version: '0.1.0', epoch: id, instance: id, capabilities: [], lastSeq: 0, jobsHeld: [] },
      ...{ analyzerVersion: 'analyzer-1', platform: 'linux/amd64' },
    },
    () => clock.now(),
  );
  await sensor.connect();
  return sensor;
}
