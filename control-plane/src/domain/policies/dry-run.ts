// What a policy that is only a draft would make of today's inventory: page by page, each page a transaction of its
// own, and no longer than somebody waits for it. Nothing is written.
import type { AdvisoryDescription } from '@harborguard/shared/advisories/advisory-query.ts';
import { HarborError } from '@harborguard/shared/errors/harbor-error.ts';
import { type VerdictKind, verdictKinds } from '@harborguard/shared/policy/judge-image.ts';
import type { Policy } from '@harborguard/shared/policy/policy.ts';
import type { Clock } from '@harborguard/shared/ports.ts';
import { pause } from '../pause.ts';
import type { Stores, UnitOfWork } from '../unit-of-work.ts';
import { type CurrentRules, currentRules, feedsOf, judgeByEach } from './judge-subjects.ts';

export interface PolicyDraft {
  readonly policy: Policy;
  /** The policy that the draft takes the place of; absent: it is one more. */
  readonly replaces?: string;
}

type VerdictCounts = Readonly<Record<VerdictKind, number>>;

export interface DryRunChange {
  readonly registryId: string;
  readonly repository: string;
  readonly tag: string;
  readonly platform: string;
  readonly digest: string;
  readonly from: VerdictKind;
  readonly to: VerdictKind;
  readonly sentence: string;
}

export interface DryRun {
  readonly complete: boolean;
  readonly images: number;
  readonly today: VerdictCounts;
  readonly draft: VerdictCounts;
  readonly changed: number;
  readonly changes: readonly DryRunChange[];
  readonly judgedAt: number;
}

export interface DryRunDependencies {
  readonly unitOfWork: UnitOfWork;
  readonly clock: Clock;
  readonly advisories: () => { readonly description: AdvisoryDescription | undefined };
}

const tagsPerPage = 100;
const changesMax = 100;
/** Less than clients and proxies wait for an answer. */
const budgetMs = 25_000;

interface Tally {
  images: number;
  changed: number;
  readonly today: Record<VerdictKind, number>;
  readonly draft: Record<VerdictKind, number>;
  readonly changes: DryRunChange[];
}

export async function dryRun(
  { unitOfWork, clock, advisories }: DryRunDependencies,
  orgId: string,
  draft: PolicyDraft,
): Promise<DryRun> {
  const judgedAt = clock.now();
  const feeds = feedsOf(advisories().description);
  const rules = await unitOfWork.read(orgId, async (stores) =>
    withDraft(stores, draft, await currentRules(stores, feeds, judgedAt)),
  );
  const tally: Tally = { images: 0, changed: 0, today: none(), draft: none(), changes: [] };
  let after = 0;
  let complete = false;
  while (!complete && clock.now() - judgedAt < budgetMs) {
    const last = await unitOfWork.read(orgId, (stores) =>
      judgePage(stores, after, rules, tally, judgedAt),
    );
    complete = last === undefined;
    after = last ?? after;
    if (!complete) await pause(clock, 0);
  }
  return { complete, ...tally, judgedAt };
}

interface BothRules {
  readonly today: CurrentRules;
  readonly draft: CurrentRules;
}

async function withDraft(
  stores: Stores,
  draft: PolicyDraft,
  today: CurrentRules,
): Promise<BothRules> {
  const { policy, replaces } = draft;
  const stored = await stores.policies.policies();
  if (replaces !== undefined && !stored.some(({ id }) => id === replaces)) {
    throw new HarborError('NOT_FOUND', { details: { policyId: replaces } });
  }
  // In its place: of several reasons the sentence is that of the first.
  const policies = stored
    .filter(({ id, isEnabled }) => isEnabled || id === replaces)
    .map((one) => (one.id === replaces ? policy : one.policy));
  return {
    today,
    draft: { ...today, policies: replaces === undefined ? [...policies, policy] : policies },
  };
}

/** The last tag of the page; undefined after the last page. */
async function judgePage(
  stores: Stores,
  after: number,
  rules: BothRules,
  tally: Tally,
  now: number,
): Promise<number | undefined> {
  const tags = await stores.verdicts.liveTags(after, tagsPerPage);
  const subjects = await stores.verdicts.subjects(tags.map(({ tagId }) => tagId));
  const bothSets = [rules.today, rules.draft];
  const [today = [], draft = []] = await judgeByEach(stores, subjects, bothSets, now);
  for (const [index, subject] of subjects.entries()) {
    const [from, to] = [today[index], draft[index]];
    if (from === undefined || to === undefined) continue;
    tally.images += 1;
    tally.today[from.kind] += 1;
    tally.draft[to.kind] += 1;
    if (from.kind === to.kind) continue;
    tally.changed += 1;
    if (tally.changes.length >= changesMax) continue;
    const { registryId, repository, tag = '', platform, digest } = subject;
    tally.changes.push({
      ...{ registryId, repository, tag, platform, digest },
      ...{ from: from.kind, to: to.kind, sentence: to.sentence },
    });
  }
  return tags.length < tagsPerPage ? undefined : tags.at(-1)?.tagId;
}

function none(): Record<VerdictKind, number> {
  return Object.fromEntries(verdictKinds.map((kind) => [kind, 0])) as Record<VerdictKind, number>;
}
