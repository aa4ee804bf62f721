// The API with its clockwork running and sensors that take jobs, for walks from the settings of a registry to the work
// that a sensor is given. For tests only.
import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import type { Hello } from '@harborguard/shared/protocol/sensor-frames.ts';
import { type ApiWorld, startApi } from '../cli/testing/api-world.ts';
import { FakeSensor } from './fake-sensor.ts';

/** The schedule looks every 15 seconds. */
const tickMs = 15_000;

export class ScheduleWorld {
  readonly api: ApiWorld;

  private constructor(api: ApiWorld) {
    this.api = api;
  }

  static async open(t: TestContext, at: string): Promise<ScheduleWorld> {
    const api = await startApi(t);
    api.clock.setNow(Date.parse(at));
    return await ScheduleWorld.over(api);
  }

  static async over(api: ApiWorld): Promise<ScheduleWorld> {
    await api.services.fleet.start();
    return new ScheduleWorld(api);
  }

  /** A registry in sensor mode by these settings, and the key of its sensors. */
  async register(settings: object): Promise<{ readonly id: string; readonly key: string }> {
    const answer = await this.api.call('POST', '/api/registries', {
      body: { url: 'https://registry.example.com', scanMethod: 'sensor', ...settings },
    });
    assert.equal(answer.status, 201, answer.text);
    return { id: answer.body.data.id, key: answer.body.data.sensorApiKey };
  }

  /** Connected, with its first heartbeat sent. */
  async sensor(key: string, capabilities: readonly string[] = []): Promise<FakeSensor> {
    const { keys, random } = this.api.services.api;
    const principal = await keys.authenticate(key);
    assert.ok(principal.kind === 'principal', 'the key of the sensor is good');
    const hello: Hello = {
      kind: 'hello',
      protocol: { min: 1, max: 1 },
      ...{ sensorId: random.uuid(), epoch: random.uuid(), instance: random.uuid() },
      ...{ name: random.uuid(), version: '0.1.0', platform: 'linux/amd64' },
      ...{ analyzerVersion: 'analyzer-1', capabilities: [...capabilities] },
      ...{ lastSeq: 0, jobsHeld: [] },
    };
    const now = () => this.api.clock.now();
    const sensor = new FakeSensor(this.api.services.fleet, principal, hello, now);
    await sensor.connect();
    return sensor;
  }

  /** A registry whose first sync, which every one has, is done. */
  async synced(settings: object): Promise<{ readonly registry: Walked; readonly key: string }> {
    const { id, key } = await this.register(settings);
    const registry = new Walked(this, id, await this.sensor(key));
    await registry.finishSync();
    return { registry, key };
  }

  /** The wall clock goes on while links stay as they are; then everything that comes back by the clock has its turn. */
  async jumpTo(time: number): Promise<void> {
    this.api.clock.setNow(time - tickMs);
    await this.tick();
  }

  async tick(): Promise<void> {
    await this.api.clock.advance(tickMs);
    await this.settled();
  }

  async settled(): Promise<void> {
    await this.api.services.fleet.settled();
  }
}

/** One registry on its way through time, with a sensor that serves it. */
export class Walked {
  readonly world: ScheduleWorld;
  readonly id: string;
  readonly sensor: FakeSensor;

  constructor(world: ScheduleWorld, id: string, sensor: FakeSensor) {
    this.world = world;
    this.id = id;
    this.sensor = sensor;
  }

  get path(): string {
    return `/api/registries/${this.id}`;
  }

  /** As the API shows it. */
  async shown() {
    const answer = await this.world.api.call('GET', this.path);
    assert.equal(answer.status, 200, answer.text);
    return answer.body.data;
  }

  async change(settings: object): Promise<void> {
    const answer = await this.world.api.call('PUT', this.path, { body: settings });
    assert.equal(answer.status, 200, answer.text);
    await this.world.settled();
  }

  async post(path: string, body?: object): Promise<void> {
    const answer = await this.world.api.call('POST', `${this.path}/${path}`, { body });
    assert.ok(answer.status < 300, answer.text);
    await this.world.settled();
  }

  /** How many syncs of it there ever were. */
  async syncs(): Promise<number> {
    const answer = await this.world.api.call('GET', `/api/jobs?kind=sync&registry=${this.id}`);
    return answer.body.meta.total;
  }

  /** Accepts and ends the sync it was offered last. */
  async finishSync(changes: Parameters<FakeSensor['finish']>[1] = {}): Promise<void> {
    const offer = this.sensor.offer();
    assert.equal(offer.payload.kind, 'sync');
    assert.ok(await this.sensor.accept(offer));
    await this.sensor.finish(offer, changes);
    await this.world.settled();
  }

  /** The next sync starts when the API says and not before. Returns that time, with the sync done. */
  async nextStart(): Promise<string> {
    const before = await this.syncs();
    const { nextSyncAt } = await this.shown();
    assert.equal(typeof nextSyncAt, 'string', 'a time is shown');
    const due = Date.parse(nextSyncAt);
    await this.world.jumpTo(due - 1);
    assert.equal(await this.syncs(), before, `nothing before ${nextSyncAt}`);
    await this.world.tick();
    assert.equal(await this.syncs(), before + 1, `one at ${nextSyncAt}`);
    await this.finishSync();
    return nextSyncAt;
  }

  /** The ids of what the sensor was given, each once. */
  offered(): readonly string[] {
    return [...new Set(this.sensor.sent('job.assign').map(({ jobId }) => jobId))];
  }
}
