// A control plane without HTTP: a real database in a folder of its own, the real rules, a clock that stands
// still. For tests only.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import type { Tracer } from '@harborguard/shared/ports.ts';
import type { RegistryCredential } from '@harborguard/shared/protocol/registry-target.ts';
import type { Hello } from '@harborguard/shared/protocol/sensor-frames.ts';
import { FakeClock } from '@harborguard/shared/testing/fake-clock.ts';
import { MemoryLog } from '@harborguard/shared/testing/memory-log.ts';
import { SeededRandom } from '@harborguard/shared/testing/seeded-random.ts';
import { noTracer } from '@harborguard/shared/tracing/no-tracer.ts';
import type { Job } from '../domain/jobs/job.ts';
import type { JobBudgets } from '../domain/jobs/job-policy.ts';
import { createEnrolmentService, type EnrolmentService } from '../domain/keys/enrolment-service.ts';
import { createKeyService, type KeyService, type MintedKey } from '../domain/keys/key-service.ts';
import { createRegistryDirectory } from '../domain/registries/registry-directory.ts';
import type { NewRegistry } from '../domain/registries/registry-store.ts';
import { createFleet, type Fleet } from '../domain/sensors/create-fleet.ts';
import type { LinkKey } from '../domain/sensors/identify-sensor.ts';
import { defaultOrganisationId, type UnitOfWork } from '../domain/unit-of-work.ts';
import { createUnitOfWork } from '../store/create-unit-of-work.ts';
import { type OpenDatabase, openDatabase } from '../store/database.ts';
import { placeEmptyDatabase } from '../store/testing/empty-database.ts';
import { FakeSensor } from './fake-sensor.ts';
import { RecordingFactSink } from './recording-fact-sink.ts';

export interface KeyWish {
  readonly orgId?: string;
  readonly registryIds?: readonly string[];
  readonly sensorsMax?: number;
  readonly isSystem?: boolean;
}

export interface TestKey extends LinkKey {
  readonly text: string;
}

export interface WorldOptions {
  readonly budgets?: Partial<JobBudgets>;
  readonly tracer?: Tracer;
}

export class FleetWorld {
  readonly clock = new FakeClock();
  readonly random = new SeededRandom(7);
  readonly log = new MemoryLog();
  readonly facts = new RecordingFactSink();
  readonly credentials = new Map<string, RegistryCredential>();
  readonly path: string;
  commits = 0;
  #database: OpenDatabase;
  #unitOfWork: UnitOfWork;
  #fleet: Fleet;
  readonly keys: KeyService;
  readonly enrolments: EnrolmentService;

  readonly #options: WorldOptions;

  private constructor(path: string, database: OpenDatabase, options: WorldOptions) {
    this.path = path;
    this.#options = options;
    this.#database = database;
    this.#unitOfWork = createUnitOfWork(database.db);
    this.#fleet = this.#createFleet();
    this.keys = createKeyService({ ...this, unitOfWork: this.#unitOfWork });
    this.enrolments = createEnrolmentService({ ...this, unitOfWork: this.#unitOfWork });
  }

  static async open(t: TestContext, options: WorldOptions = {}): Promise<FleetWorld> {
    const folder = mkdtempSync(join(tmpdir(), 'harborguard-fleet-'));
    const path = join(folder, 'control-plane.sqlite');
    await placeEmptyDatabase(path);
    const world = new FleetWorld(path, await openDatabase(path), options);
    t.after(async () => {
      await world.#fleet.stop();
      await world.#database.close();
      rmSync(folder, { recursive: true, force: true });
    });
    await world.addOrganisation(defaultOrganisationId);
    await world.#fleet.start();
    return world;
  }

  get fleet(): Fleet {
    return this.#fleet;
  }

  get unitOfWork(): UnitOfWork {
    return this.#unitOfWork;
  }

  /** The process dies and another starts on the same file, `awayMs` later. */
  async restart(awayMs: number): Promise<void> {
    await this.#fleet.stop();
    await this.#database.close();
    this.clock.setNow(this.clock.now() + awayMs);
    this.#database = await openDatabase(this.path);
    this.#unitOfWork = createUnitOfWork(this.#database.db);
    this.#fleet = this.#createFleet();
    await this.#fleet.start();
  }

  async addOrganisation(orgId: string): Promise<string> {
    await this.#unitOfWork.writeSystem(({ organisations }) =>
      organisations.ensure(orgId, orgId, this.clock.now()),
    );
    return orgId;
  }

  async addRegistry(
    changes: Partial<NewRegistry> = {},
    orgId: string = defaultOrganisationId,
  ): Promise<string> {
    const id = this.random.uuid();
    const registry: NewRegistry = {
      id,
      name: 'registry',
      provider: 'CUSTOM',
      isProviderChosen: true,
      url: 'https://registry.example',
      scanMethod: 'sensor',
      schedule: 'manual',
      filters: {
        repositories: { include: [], exclude: [] },
        tags: { include: [], exclude: [] },
      },
      allowPlainHttp: false,
      caPem: undefined,
      skipTlsVerify: false,
      clientCertificateId: undefined,
      clientCertificateSealed: undefined,
      pullLimits: undefined,
      credentialSealed: undefined,
      revision: 1,
      createdAt: this.clock.now(),
      updatedAt: this.clock.now(),
      syncWantedAt: undefined,
      ...changes,
    };
    await this.#unitOfWork.write(orgId, (stores) => stores.registries.insert(registry));
    return registry.id;
  }

  async addKey(wish: KeyWish = {}): Promise<TestKey> {
    const { orgId = defaultOrganisationId, ...rest } = wish;
    const minted: MintedKey = await this.#unitOfWork.write(orgId, (stores) =>
      this.keys.mint(stores, { name: 'sensors', kind: 'sensor', role: 'ci', ...rest }),
    );
    const { id: keyId, isSystem, sensorsMax, registryIds } = minted.key;
    return { keyId, orgId, isSystem, sensorsMax, registryIds, text: minted.text };
  }

  sensor(key: LinkKey, changes: Partial<Hello> = {}): FakeSensor {
    return new FakeSensor(this.#fleet, key, this.hello(changes), () => this.clock.now());
  }

  hello(changes: Partial<Hello> = {}): Hello {
    return {
      kind: 'hello',
      protocol: { min: 1, max: 1 },
      sensorId: this.random.uuid(),
      name: 'sensor-a',
      version: '0.1.0',
      epoch: this.random.uuid(),
      instance: this.random.uuid(),
      capabilities: [],
      lastSeq: 0,
      jobsHeld: [],
      analyzerVersion: 'analyzer-1',
      platform: 'linux/amd64',
      ...changes,
    };
  }

  /** A registry that was synced before, so that none starts by itself, with a connected sensor. */
  async connected(): Promise<{ registryId: string; key: TestKey; sensor: FakeSensor }> {
    const registryId = await this.addSyncedRegistry();
    const key = await this.addKey({ registryIds: [registryId] });
    const sensor = this.sensor(key);
    await sensor.connect();
    return { registryId, key, sensor };
  }

  async addSyncedRegistry(changes: Partial<NewRegistry> = {}): Promise<string> {
    const registryId = await this.addRegistry(changes);
    await this.#unitOfWork.write(defaultOrganisationId, (stores) =>
      stores.registries.setSyncTimes(registryId, { lastSyncAt: this.clock.now() }),
    );
    return registryId;
  }

  async sync(registryId: string): Promise<string> {
    const start = await this.#fleet.jobs.requestSync(defaultOrganisationId, registryId, {
      trigger: 'interactive',
    });
    await this.#fleet.settled();
    return start.jobId;
  }

  async scan(registryId: string, reference: string): Promise<string> {
    const request = { registryId, repository: 'app', reference, trigger: 'interactive' } as const;
    const start = await this.#fleet.jobs.requestScan(defaultOrganisationId, request);
    await this.#fleet.settled();
    return start.jobId;
  }

  async job(jobId: string): Promise<Job> {
    const job = await this.#fleet.jobs.get(defaultOrganisationId, jobId);
    if (job === undefined) throw new Error('no such job');
    return job;
  }

  /** How many syncs of this registry there ever were. */
  async syncCount(registryId: string): Promise<number> {
    const filter = { kind: 'sync', registryId } as const;
    const page = { page: 1, pageSize: 1 };
    return (await this.#fleet.jobs.list(defaultOrganisationId, filter, page)).total;
  }

  async advance(durationMs: number): Promise<void> {
    await this.clock.advance(durationMs);
    await this.#fleet.settled();
  }

  #createFleet(): Fleet {
    return createFleet({
      version: '0.0.0-test',
      unitOfWork: this.#unitOfWork,
      clock: this.clock,
      random: this.random,
      log: this.log,
      tracer: noTracer,
      directory: createRegistryDirectory([]),
      credentials: {
        forJob: ({ jobId }) => Promise.resolve({ credential: this.credentials.get(jobId) ?? null }),
      },
      factSink: this.facts,
      ...this.#options,
      onCommitted: () => {
        this.commits += 1;
      },
    });
  }
}
