// The rules of jobs against a model: random operations by a seed, and after each of them what must always hold.
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { SeededRandom } from '@harborguard/shared/testing/seeded-random.ts';
import type { Job } from './domain/jobs/job.ts';
import { isOpen } from './domain/jobs/job.ts';
import { legalTransitions } from './domain/jobs/job-transitions.ts';
import { defaultOrganisationId } from './domain/unit-of-work.ts';
import { type FakeSensor, finished } from './testing/fake-sensor.ts';
import { FleetWorld, type TestKey } from './testing/fleet-world.ts';

interface Held {
  readonly jobId: string;
  readonly attempt: number;
  isAccepted: boolean;
}

const seeds = 16;
const operations = 60;

for (let seed = 1; seed <= seeds; seed += 1) {
  test(`jobs keep their promises under random operations, seed ${seed}`, async (t) => {
    const model = await Model.start(t, seed);
    for (let step = 0; step < operations; step += 1) {
      await model.step();
      await model.check();
    }
    await model.finishEverything();
  });
}

class Model {
  readonly #world: FleetWorld;
  readonly #random: SeededRandom;
  readonly #registryId: string;
  readonly #key: TestKey;
  #sensors: FakeSensor[] = [];
  /** What each sensor believes to hold; it survives cut links, as its journal does. */
  readonly #held = new Map<string, Held[]>();
  readonly #seenFrames = new Map<string, number>();
  readonly #offers = new Set<string>();
  readonly #jobIds: string[] = [];
  readonly #before = new Map<string, Job>();

  private constructor(
    world: FleetWorld,
    seed: number,
    place: { readonly registryId: string; readonly key: TestKey },
  ) {
    this.#world = world;
    this.#random = new SeededRandom(`model-${seed}`);
    this.#registryId = place.registryId;
    this.#key = place.key;
  }

  static async start(t: TestContext, seed: number): Promise<Model> {
    const world = await FleetWorld.open(t);
    const registryId = await world.addSyncedRegistry();
    const key = await world.addKey({ registryIds: [registryId] });
    const model = new Model(world, seed, { registryId, key });
    for (const name of ['sensor-a', 'sensor-b', 'sensor-c']) {
      model.#sensors.push(world.sensor(key, { name, capabilities: ['slots.scan=2'] }));
    }
    return model;
  }

  async step(): Promise<void> {
    const roll = this.#random.uniform();
    if (roll < 0.2) await this.#request();
    else if (roll < 0.35) await this.#connectOrCut();
    else if (roll < 0.5) await this.#answerOffer();
    else if (roll < 0.6) await this.#renew();
    else if (roll < 0.78) await this.#finish();
    else if (roll < 0.83) await this.#cancel();
    else if (roll < 0.97) await this.#world.advance(this.#random.integer(45_000));
    else await this.#restart();
    this.#takeFrames();
  }

  async check(): Promise<void> {
    const jobs = await this.#allJobs();
    const holders = new Map<string, number>();
    for (const job of jobs) {
      this.#checkSuccession(job);
      const key = `${job.registryId}/${job.dedupeKey}`;
      if (isOpen(job)) holders.set(key, (holders.get(key) ?? 0) + 1);
      assert.ok(job.countedAttempts <= 3 && job.countedAttempts <= job.attempt);
      const hasLease = job.state === 'assigned' || job.state === 'running';
      assert.equal(job.leaseUntil !== null, hasLease, `${job.state} and its lease`);
      if (hasLease) assert.notEqual(job.sensorId, null);
    }
    for (const count of holders.values()) assert.equal(count, 1);
    const ends = this.#world.facts.facts.map((fact) => fact.context.jobId);
    assert.equal(new Set(ends).size, ends.length, 'no job ends twice');
    assert.equal(jobs.length, this.#jobIds.length, 'no job is lost');
  }

  /** Good days come: whatever happened before, every job ends. */
  async finishEverything(): Promise<void> {
    for (let round = 0; round < 60; round += 1) {
      const open = (await this.#allJobs()).filter(isOpen);
      if (open.length === 0) return;
      for (const sensor of this.#sensors) {
        if (!sensor.isOpen) await this.#connect(sensor);
        this.#takeFrames();
        for (const held of [...this.#heldBy(sensor)]) {
          await sensor.accept(held);
          await this.#report(sensor, held, 'succeeded');
        }
      }
      await this.#world.advance(10_000);
      this.#takeFrames();
    }
    assert.fail('a job is left over');
  }

  #checkSuccession(job: Job): void {
    const before = this.#before.get(job.id);
    this.#before.set(job.id, job);
    if (before === undefined) return;
    assert.ok(job.attempt >= before.attempt, 'attempts only grow');
    if (!isOpen(before)) assert.deepEqual(job, before, 'an end is an end');
    const isLegal = job.state === before.state || legalTransitions[before.state].length > 0;
    assert.ok(isLegal, `${before.state} to ${job.state}`);
  }

  /** Every (job, attempt) is offered once, to one sensor. */
  #takeFrames(): void {
    for (const sensor of this.#sensors) {
      if (!sensor.hasPeer) continue;
      const from = this.#seenFrames.get(sensor.peer.id) ?? 0;
      const frames = sensor.peer.frames.slice(from);
      this.#seenFrames.set(sensor.peer.id, from + frames.length);
      for (const frame of frames) {
        if (frame.kind === 'job.cancel') this.#forget(sensor, frame.jobId, frame.attempt);
        if (frame.kind !== 'job.assign') continue;
        const offer = `${frame.jobId}/${frame.attempt}`;
        assert.ok(!this.#offers.has(offer), 'an attempt is offered once');
        this.#offers.add(offer);
        const { jobId, attempt } = frame;
        this.#heldBy(sensor).push({ jobId, attempt, isAccepted: false });
      }
    }
  }

  async #request(): Promise<void> {
    const start = await this.#world.fleet.jobs.requestScan(defaultOrganisationId, {
      registryId: this.#registryId,
      repository: 'app',
      reference: `tag-${this.#random.integer(8)}`,
      trigger: this.#random.pick(['interactive', 'push', 'sync']),
    });
    if (start.kind === 'started') this.#jobIds.push(start.jobId);
    await this.#world.fleet.settled();
  }

  async #connectOrCut(): Promise<void> {
    const sensor = this.#random.pick(this.#sensors);
    if (sensor.isOpen) await sensor.disconnect();
    else await this.#connect(sensor);
  }

  async #connect(sensor: FakeSensor): Promise<void> {
    this.#takeFrames();
    const accepted = this.#heldBy(sensor).filter((held) => held.isAccepted);
    this.#held.set(sensor.hello.sensorId, accepted);
    const jobsHeld = accepted.map(({ jobId, attempt }) => ({ jobId, attempt }));
    const { jobs } = await sensor.connect({ jobsHeld });
    for (const { jobId, attempt, decision } of jobs) {
      if (decision === 'drop') this.#forget(sensor, jobId, attempt);
    }
  }

  async #answerOffer(): Promise<void> {
    const sensor = this.#random.pick(this.#sensors);
    const held = this.#heldBy(sensor).find((one) => !one.isAccepted);
    if (!sensor.isOpen || held === undefined) return;
    if (this.#random.uniform() < 0.8) {
      held.isAccepted = await sensor.accept(held);
      if (!held.isAccepted) this.#forget(sensor, held.jobId, held.attempt);
    } else {
      await this.#world.fleet.links.leases.refuse(sensor.hello.sensorId, held);
      this.#forget(sensor, held.jobId, held.attempt);
      await this.#world.fleet.settled();
    }
  }

  /** At one moment no two sensors may both be told that they hold a job. */
  async #renew(): Promise<void> {
    const kept: string[] = [];
    for (const sensor of this.#sensors.filter((one) => one.isOpen)) {
      const refs = this.#heldBy(sensor).filter((held) => held.isAccepted);
      const lost = await sensor.renew(refs);
      for (const { jobId, attempt } of lost) this.#forget(sensor, jobId, attempt);
      kept.push(...refs.filter((ref) => !lost.includes(ref)).map((ref) => ref.jobId));
    }
    assert.equal(new Set(kept).size, kept.length, 'two sensors hold one job');
  }

  async #finish(): Promise<void> {
    const sensor = this.#random.pick(this.#sensors);
    const held = this.#heldBy(sensor).find((one) => one.isAccepted);
    if (!sensor.isOpen || held === undefined) return;
    const outcome = this.#random.pick(['succeeded', 'succeeded', 'retryable', 'final'] as const);
    await this.#report(sensor, held, outcome);
  }

  async #report(
    sensor: FakeSensor,
    held: Held,
    outcome: 'succeeded' | 'retryable' | 'final',
  ): Promise<void> {
    const { jobId, attempt } = held;
    const code = outcome === 'retryable' ? 'REGISTRY_TIMEOUT' : 'PULL_DENIED';
    const success = finished({ jobId, attempt }, 'scan');
    const { result: _result, ...rest } = success;
    await sensor.report(outcome === 'succeeded' ? success : { ...rest, outcome: 'failed', code });
    this.#forget(sensor, jobId, attempt);
  }

  async #cancel(): Promise<void> {
    if (this.#jobIds.length === 0) return;
    await this.#world.fleet.jobs.cancel(defaultOrganisationId, this.#random.pick(this.#jobIds));
  }

  async #restart(): Promise<void> {
    const sensors = this.#sensors;
    await this.#world.restart(this.#random.integer(300_000));
    this.#sensors = sensors.map((sensor) => sensor.over(this.#world.fleet, this.#key));
  }

  #heldBy(sensor: FakeSensor): Held[] {
    const held = this.#held.get(sensor.hello.sensorId) ?? [];
    this.#held.set(sensor.hello.sensorId, held);
    return held;
  }

  #forget(sensor: FakeSensor, jobId: string, attempt: number): void {
    const held = this.#heldBy(sensor);
    const index = held.findIndex((one) => one.jobId === jobId && one.attempt === attempt);
    if (index >= 0) held.splice(index, 1);
  }

  async #allJobs(): Promise<readonly Job[]> {
    const page = { page: 1, pageSize: 10_000 };
    const { jobs } = await this.#world.fleet.jobs.list(defaultOrganisationId, {}, page);
    return jobs;
  }
}
