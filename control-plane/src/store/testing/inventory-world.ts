// A database with two organisations and a registry each, and short ways to say what a sensor found. For tests only.
import type { TestContext } from 'node:test';
import type { Inventory } from '@harborguard/shared/protocol/inventory.ts';
import type { SyncResult } from '@harborguard/shared/protocol/jobs.ts';
import { FakeClock } from '@harborguard/shared/testing/fake-clock.ts';
import { MemoryLog } from '@harborguard/shared/testing/memory-log.ts';
import { MemoryTracer } from '@harborguard/shared/testing/memory-tracer.ts';
import type { Kysely } from 'kysely';
import { createMatchLoop } from '../../domain/findings/create-match-loop.ts';
import { createFactSink } from '../../domain/inventory/create-fact-sink.ts';
import type {
  FactContext,
  FinishedSync,
  ScanRequest,
  SyncEffect,
} from '../../domain/inventory/fact-sink.ts';
import { clearRegistryStep } from '../../domain/registries/clear-registry-step.ts';
import type { Stores, UnitOfWork } from '../../domain/unit-of-work.ts';
import { createFindingQueries } from '../create-finding-queries.ts';
import { createImageQueries } from '../create-image-queries.ts';
import { createUnitOfWork } from '../create-unit-of-work.ts';
import { openDatabase } from '../database.ts';
import type { Tables } from '../tables.ts';
import { FakeAdvisories } from './fake-advisories.ts';

export const orgs = {
  one: { orgId: 'org-one', registryId: 'registry-one' },
  two: { orgId: 'org-two', registryId: 'registry-two' },
} as const;

export type Org = (typeof orgs)[keyof typeof orgs];

interface Place {
  readonly orgId: string;
  readonly registryId: string;
}

/** Ids of jobs sort by the number, as UUIDs of version 7 sort by time. */
export function job(number: number): string {
  return `00000000-0000-7000-8000-${String(number).padStart(12, '0')}`;
}

/** Any word to a digest of its own. */
export function digestOf(word: string): string {
  return `sha256:${Buffer.from(word).toString('hex').padEnd(64, '0').slice(0, 64)}`;
}

export interface TagsFound {
  readonly repository?: string;
  /** Tag to the word its digest is made from. */
  readonly tags: Readonly<Record<string, string>>;
}

export class InventoryWorld {
  readonly clock = new FakeClock();
  readonly log = new MemoryLog();
  readonly tracer = new MemoryTracer();
  readonly advisories = new FakeAdvisories();
  readonly scans: ScanRequest[] = [];
  readonly db: Kysely<Tables>;
  readonly images;
  readonly findings;
  readonly sink = createFactSink({
    scans: {
      enqueueScan: (_stores, request) => {
        this.scans.push(request);
        return Promise.resolve();
      },
    },
  });
  unitOfWork: UnitOfWork;
  loop;

  constructor(db: Kysely<Tables>) {
    this.db = db;
    this.unitOfWork = createUnitOfWork(db);
    this.images = createImageQueries(db);
    this.findings = createFindingQueries(db);
    this.loop = this.#newLoop();
  }

  /** As after a restart, over the same database. */
  async restart(unitOfWork: UnitOfWork): Promise<void> {
    await this.loop.stop();
    this.unitOfWork = unitOfWork;
    this.loop = this.#newLoop();
  }

  /** Starts the loop if need be, and lets it empty its queues. */
  async matchAll(): Promise<void> {
    await this.loop.start();
    await this.clock.advance(0);
  }

  async addRegistry({ orgId, registryId }: Place): Promise<void> {
    const now = this.clock.now();
    await this.unitOfWork.write(orgId, (stores) =>
      stores.registries.insert({
        id: registryId,
        name: registryId,
        provider: 'CUSTOM',
        isProviderChosen: false,
        url: 'https://registry.example',
        scanMethod: 'sensor',
        schedule: 'daily',
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
        syncWantedAt: undefined,
        revision: 1,
        createdAt: now,
        updatedAt: now,
      }),
    );
  }

  /** Takes away all that is left of removed registries. */
  async clearRemoved(): Promise<void> {
    const removed = await this.unitOfWork.readSystem(({ removedRegistries }) =>
      removedRegistries.uncleared(),
    );
    for (const { orgId, registryId } of removed) {
      const step = () =>
        this.unitOfWork.write(orgId, (stores) =>
          clearRegistryStep(stores, registryId, this.clock.now()),
        );
      while ((await step()) === 'more');
    }
  }

  context(jobNumber: number, given: Partial<FactContext> = {}, org: Place = orgs.one): FactContext {
    return {
      ...org,
      jobId: job(jobNumber),
      attempt: 1,
      sensorId: 'sensor',
      analyzerVersion: 'analyzer-1',
      now: this.clock.now(),
      fenced: true,
      ...given,
    };
  }

  write<Result>(context: FactContext, run: (stores: Stores) => Promise<Result>): Promise<Result> {
    return this.unitOfWork.write(context.orgId, run);
  }

  seen(context: FactContext, { repository = 'app', tags }: TagsFound): Promise<void> {
    const { jobId, attempt, registryId } = context;
    return this.write(context, (stores) =>
      this.sink.tagsSeen(stores, context, {
        type: 'tags.seen',
        jobId,
        attempt,
        registryId,
        repository,
        tags: Object.entries(tags).map(([name, word]) => ({
          name,
          digest: digestOf(word),
          mediaType: 'application/vnd.oci.image.manifest.v1+json',
        })),
      }),
    );
  }

  /** `members` by the words of their digests. */
  index(context: FactContext, word: string, members: readonly string[]): Promise<void> {
    const { jobId, attempt, registryId } = context;
    return this.write(context, (stores) =>
      this.sink.imageIndex(stores, context, {
        type: 'image.index',
        jobId,
        attempt,
        registryId,
        repository: 'app',
        digest: digestOf(word),
        mediaType: 'application/vnd.oci.image.index.v1+json',
        members: members.map((member) => ({
          digest: digestOf(member),
          mediaType: 'application/vnd.oci.image.manifest.v1+json',
          sizeBytes: 500,
          role: member.startsWith('attestation') ? ('attestation' as const) : ('image' as const),
          platform: { os: 'linux', architecture: member.split('-').at(-1) ?? 'amd64' },
        })),
      }),
    );
  }

  choosePlatforms({ orgId, registryId }: Org, platforms: string[]): Promise<void> {
    const keepAll = { include: [], exclude: [] };
    const filters = { repositories: keepAll, tags: keepAll, platforms };
    return this.unitOfWork.write(orgId, (stores) =>
      stores.registries.change(registryId, { filters, updatedAt: this.clock.now() }),
    );
  }

  inventory(context: FactContext, inventory: Inventory): Promise<void> {
    const { jobId, attempt, registryId } = context;
    return this.write(context, (stores) =>
      this.sink.imageInventory(stores, context, {
        type: 'image.inventory',
        jobId,
        attempt,
        registryId,
        repository: 'app',
        inventory,
      }),
    );
  }

  finished(
    context: FactContext,
    result: Partial<SyncResult> = {},
    repositories?: readonly string[],
  ): Promise<SyncEffect> {
    const finished: FinishedSync = {
      result: { ...completeSync, ...result },
      ...(repositories === undefined ? {} : { repositories }),
    };
    return this.write(context, (stores) => this.sink.syncFinished(stores, context, finished));
  }

  /** The tags that are not gone, as `repository:tag`, in order. */
  async liveTags(): Promise<readonly string[]> {
    const rows = await this.db
      .selectFrom('tag')
      .innerJoin('repository', 'repository.id', 'tag.repository_id')
      .select(['repository.name as repository', 'tag.name as tag'])
      .where('gone_at', 'is', null)
      .execute();
    return rows.map((row) => `${row.repository}:${row.tag}`).sort();
  }

  /** The exposures of organisation one in a few words each: what, where, state. */
  async exposures(): Promise<readonly string[]> {
    const page = await this.findings.exposures(
      orgs.one.orgId,
      { state: 'all' },
      { page: 1, pageSize: 1000 },
      { column: 'firstSeenAt', direction: 'ascending' },
    );
    return page.rows.map((row) =>
      [
        `${row.repository}:${row.tag} ${row.platform}`,
        `${row.advisoryId} ${row.packageName}@${row.packageVersion}`,
        row.resolvedReason ?? 'open',
      ].join(' | '),
    );
  }

  #newLoop() {
    return createMatchLoop({
      unitOfWork: this.unitOfWork,
      clock: this.clock,
      log: this.log,
      tracer: this.tracer,
      advisories: this.advisories,
    });
  }
}

const completeSync: SyncResult = {
  kind: 'sync',
  complete: true,
  restricted: false,
  repositories: 1,
  tags: 1,
  digests: 1,
  filteredTags: 0,
  failedRepositories: [],
  conditions: [],
  durationMs: 1,
};

export async function inventoryWorld(t: TestContext): Promise<InventoryWorld> {
  const { world, close } = await openWorld();
  t.after(close);
  return world;
}

/** For a test that opens more than one and closes them itself; in memory where nothing is about the file. */
export async function openWorld(path = ':memory:'): Promise<{
  readonly world: InventoryWorld;
  close(): Promise<void>;
}> {
  const { db, close } = await openDatabase(path);
  const world = new InventoryWorld(db);
  for (const org of Object.values(orgs)) await addOrganisation(world, org);
  return {
    world,
    close: async () => {
      await world.loop.stop();
      await close();
    },
  };
}

async function addOrganisation(world: InventoryWorld, org: Org): Promise<void> {
  const now = world.clock.now();
  const { orgId } = org;
  await world.unitOfWork.writeSystem((stores) => stores.organisations.ensure(orgId, orgId, now));
  await world.addRegistry(org);
}
