// The loop around verdicts: takes tags from the queue, a few at a time, and lets others have the process in between.
import type { AdvisoryDescription } from '@harborguard/shared/advisories/advisory-query.ts';
import type { Clock, Log } from '@harborguard/shared/ports.ts';
import type { UnitOfWork } from '../unit-of-work.ts';
import { WokenLoop } from '../woken-loop.ts';
import { applyVerdicts } from './apply-verdicts.ts';
import { feedsOf } from './judge-subjects.ts';

export interface VerdictLoopDependencies {
  readonly unitOfWork: UnitOfWork;
  readonly clock: Clock;
  readonly log: Log;
  readonly advisories: () => { readonly description: AdvisoryDescription | undefined };
}

/** Judged in one transaction; small, so that nobody waits long for it. */
const batchLength = 20;
/** When this much has failed the cause is not a tag. */
const failedMax = 100;

interface QueuedTag {
  readonly orgId: string;
  readonly tagId: number;
}

export class VerdictLoop {
  readonly #dependencies: VerdictLoopDependencies;
  /** Left out until somebody asks for another try. */
  readonly #failed = new Set<number>();
  readonly #loop: WokenLoop;

  constructor(dependencies: VerdictLoopDependencies) {
    this.#dependencies = dependencies;
    this.#loop = new WokenLoop(dependencies.clock, {
      run: () => this.#drain(),
      failed: (error) => dependencies.log.error('verdict queue unreadable', { error }),
    });
  }

  start(): void {
    this.#loop.start();
    this.wake();
  }

  /** Something may have been queued. Cheap; call it after every commit. */
  wake(): void {
    this.#loop.wake();
  }

  /** What failed is tried again, and what time has changed is judged again. */
  async retry(): Promise<void> {
    this.#failed.clear();
    const { unitOfWork, clock } = this.#dependencies;
    await unitOfWork.writeSystem(({ verdicts }) => verdicts.queueChanging(clock.now()));
    this.wake();
  }

  async idle(): Promise<void> {
    await this.#loop.idle();
  }

  async stop(): Promise<void> {
    await this.#loop.stop();
  }

  async #drain(): Promise<void> {
    const { unitOfWork } = this.#dependencies;
    while (this.#loop.isStarted && this.#failed.size <= failedMax) {
      const queued = await unitOfWork.readSystem(({ verdicts }) =>
        verdicts.queuedTags(batchLength, [...this.#failed]),
      );
      if (queued.length === 0) return;
      for (const [orgId, tags] of Map.groupBy(queued, (one) => one.orgId)) {
        await this.#judge(orgId, tags);
      }
      await this.#loop.yieldToOthers();
    }
  }

  /** Together, and each for itself when that fails: one bad tag keeps no other from its verdict. */
  async #judge(orgId: string, tags: readonly QueuedTag[]): Promise<void> {
    try {
      await this.#apply(orgId, tags);
    } catch (error) {
      if (tags.length > 1) {
        for (const tag of tags) await this.#judge(orgId, [tag]);
        return;
      }
      for (const { tagId } of tags) this.#failed.add(tagId);
      this.#dependencies.log.error('verdict failed', { orgId, tagId: tags[0]?.tagId, error });
    }
  }

  async #apply(orgId: string, tags: readonly QueuedTag[]): Promise<void> {
    const { unitOfWork, clock, advisories } = this.#dependencies;
    const feeds = feedsOf(advisories().description);
    const tagIds = tags.map(({ tagId }) => tagId);
    await unitOfWork.write(orgId, async (stores) => {
      await applyVerdicts(stores, tagIds, { feeds, now: clock.now() });
      await stores.verdicts.dropQueued(tagIds);
    });
  }
}
