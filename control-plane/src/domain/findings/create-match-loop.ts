// The loop around matching: takes what is queued, a few images or tags at a time, and lets others have the process in between.
import type { Clock, Log, Timer, Tracer } from '@harborguard/shared/ports.ts';
import { traced } from '@harborguard/shared/tracing/traced.ts';
import type { UnitOfWork } from '../unit-of-work.ts';
import { WokenLoop } from '../woken-loop.ts';
import { FindingMemory } from './finding-memory.ts';
import type { QueuedImage } from './finding-store.ts';
import type { AdvisorySource, ChangedPackage, MatchLoop } from './match-loop.ts';
import {
  type MatchDependencies,
  matchQueuedImages,
  refreshQueuedTags,
} from './match-queued-image.ts';
import { queueChanged, queueUnapplied } from './queue-changed.ts';
import { refreshSignals } from './refresh-signals.ts';
import { rematchPackages } from './rematch-packages.ts';

export interface MatchLoopDependencies {
  readonly unitOfWork: UnitOfWork;
  readonly clock: Clock;
  readonly log: Log;
  readonly tracer: Tracer;
  readonly advisories: AdvisorySource;
  /** Findings have changed; called after each commit. */
  readonly onMatched?: () => void;
}

export function createMatchLoop(dependencies: MatchLoopDependencies): MatchLoop {
  return new QueueMatchLoop(dependencies);
}

/** Taken from the queue at once and committed together; small, so that newer requests are seen soon. */
const batchLength = 100;
/** What failed is tried again after this long; until then the rest of the queue goes on. */
const retryAfterMs = 60_000;
/** When this much has failed the cause is not an image: everything waits for the next try. */
const postponedMax = 100;

async function matchImages(
  dependencies: MatchDependencies,
  orgId: string,
  images: readonly QueuedImage[],
): Promise<void> {
  const left = images.some(({ isWhole }) => !isWhole)
    ? await rematchPackages(dependencies, orgId, images)
    : images;
  if (left.length > 0) await matchQueuedImages(dependencies, orgId, left);
}

interface Task {
  readonly kind: 'image' | 'tag';
  readonly id: number;
  readonly orgId: string;
  readonly image?: QueuedImage;
  run(): Promise<void>;
}

class QueueMatchLoop implements MatchLoop {
  readonly #dependencies: MatchLoopDependencies;
  /** Failed images and tags; cleared together when it is time to try again. */
  readonly #postponed = { image: new Set<number>(), tag: new Set<number>() };
  readonly #known = new FindingMemory();
  readonly #loop: WokenLoop;
  #retry: Timer | undefined;

  constructor(dependencies: MatchLoopDependencies) {
    this.#dependencies = dependencies;
    this.#loop = new WokenLoop(dependencies.clock, {
      run: () => this.#drain(),
      failed: (error) => {
        dependencies.log.error('match queue unreadable', { error });
        this.#retryLater();
      },
    });
  }

  async start(): Promise<void> {
    const { advisories, unitOfWork, clock } = this.#dependencies;
    const current = advisories.current();
    if (current !== undefined) {
      await unitOfWork.writeSystem(async (stores) => {
        await refreshSignals(stores, current, clock.now());
        await queueUnapplied(stores, current, clock.now());
      });
    }
    this.#loop.start();
    this.wake();
  }

  wake(): void {
    this.#loop.wake();
  }

  async advisoriesChanged(changed: readonly ChangedPackage[] | 'all'): Promise<void> {
    const { advisories, unitOfWork, clock, tracer } = this.#dependencies;
    const current = advisories.current();
    if (current === undefined) return;
    const packages = changed === 'all' ? undefined : changed.length;
    const attributes = { 'harborguard.advisories.changed_packages': packages };
    await traced(tracer, { name: 'match again', parent: null, attributes }, () =>
      unitOfWork.writeSystem(async (stores) => {
        await refreshSignals(stores, current, clock.now());
        await queueChanged(stores, current, changed, clock.now());
      }),
    );
    this.wake();
  }

  async idle(): Promise<void> {
    await this.#loop.idle();
  }

  async stop(): Promise<void> {
    this.#retry?.cancel();
    await this.#loop.stop();
  }

  async #drain(): Promise<void> {
    for (let tasks = await this.#take(); tasks.length > 0; tasks = await this.#take()) {
      if (!(await this.#attemptTogether(tasks))) await this.#attemptEach(tasks);
      this.#dependencies.onMatched?.();
      if (!this.#loop.isStarted) return;
      await this.#loop.yieldToOthers();
    }
  }

  /** False when something in the batch failed; then none of it has happened. */
  async #attemptTogether(tasks: readonly Task[]): Promise<boolean> {
    try {
      for (const [orgId, ofOrg] of Map.groupBy(tasks, (task) => task.orgId)) {
        await this.#matchOrganisation(orgId, ofOrg);
      }
      return true;
    } catch {
      return false;
    }
  }

  async #matchOrganisation(orgId: string, tasks: readonly Task[]): Promise<void> {
    const images = tasks.flatMap(({ image }) => image ?? []);
    const tagIds = tasks.filter(({ kind }) => kind === 'tag').map(({ id }) => id);
    const attributes = {
      'harborguard.match.images': images.length,
      'harborguard.match.tags': tagIds.length,
    };
    // Whoever woke the loop is not whose images these are.
    await traced(
      this.#dependencies.tracer,
      { name: 'match', parent: null, attributes },
      async () => {
        const matching = { ...this.#dependencies, known: this.#known };
        if (images.length > 0) await matchImages(matching, orgId, images);
        await refreshQueuedTags(matching, orgId, tagIds);
      },
    );
  }

  /** To find the one that fails; the others go on without it. */
  async #attemptEach(tasks: readonly Task[]): Promise<void> {
    for (const task of tasks) {
      if (!this.#loop.isStarted) return;
      await this.#attempt(task);
      await this.#loop.yieldToOthers();
    }
  }

  async #attempt({ kind, id, orgId, run }: Task): Promise<void> {
    try {
      await run();
    } catch (error) {
      this.#dependencies.log.error('match failed', { kind, id, orgId, error });
      this.#postponed[kind].add(id);
      this.#retryLater();
    }
  }

  /** Images before tags: matching an image refreshes most of its tags by itself. */
  async #take(): Promise<readonly Task[]> {
    if (this.#postponed.image.size + this.#postponed.tag.size > postponedMax) return [];
    const images = await this.#dependencies.unitOfWork.readSystem(({ findings }) =>
      findings.queuedImages(batchLength, [...this.#postponed.image]),
    );
    if (images.length > 0) {
      return images.map((queued) => ({
        kind: 'image',
        id: queued.imageId,
        orgId: queued.orgId,
        image: queued,
        run: () =>
          matchImages({ ...this.#dependencies, known: this.#known }, queued.orgId, [queued]),
      }));
    }
    const tags = await this.#dependencies.unitOfWork.readSystem(({ findings }) =>
      findings.queuedTags(batchLength, [...this.#postponed.tag]),
    );
    return tags.map((queued) => ({
      kind: 'tag',
      id: queued.tagId,
      orgId: queued.orgId,
      run: () => refreshQueuedTags(this.#dependencies, queued.orgId, [queued.tagId]),
    }));
  }

  #retryLater(): void {
    if (this.#retry !== undefined || !this.#loop.isStarted) return;
    this.#retry = this.#dependencies.clock.setTimer(
      retryAfterMs,
      () => {
        this.#retry = undefined;
        this.#postponed.image.clear();
        this.#postponed.tag.clear();
        this.wake();
      },
      { background: true },
    );
  }
}
