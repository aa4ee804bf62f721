// Policies as administrators keep them. Every change queues the tags it may concern, in its own transaction.
import { HarborError } from '@harborguard/shared/errors/harbor-error.ts';
import type { Policy, PolicyScope } from '@harborguard/shared/policy/policy.ts';
import { policiesMax } from '@harborguard/shared/policy/policy.ts';
import { isInScope } from '@harborguard/shared/policy/policy-scope.ts';
import { policyWords } from '@harborguard/shared/policy/policy-words.ts';
import type { Random } from '@harborguard/shared/ports.ts';
import type { AuditFacts } from '../audit/audit-event.ts';
import { anyVersion, type ExpectedVersion } from '../expected-version.ts';
import type { Stores } from '../unit-of-work.ts';
import { type DryRun, type DryRunDependencies, dryRun, type PolicyDraft } from './dry-run.ts';
import type { StoredException, StoredPolicy } from './policy-store.ts';
import { registryHost } from './registry-host.ts';

export interface PolicySettings {
  readonly policy: Policy;
  readonly isEnabled: boolean;
}

export interface PolicyService {
  list(orgId: string): Promise<readonly StoredPolicy[]>;
  /** Throws NOT_FOUND, as all below that name a policy do. */
  get(orgId: string, id: string): Promise<StoredPolicy>;
  /** Throws CONFLICT for a name that is taken, as `change` does. */
  create(orgId: string, settings: PolicySettings): Promise<StoredPolicy>;
  /** Throws PRECONDITION_FAILED where another version is expected, as `remove` does. */
  change(
    orgId: string,
    id: string,
    settings: PolicySettings,
    expected?: ExpectedVersion,
  ): Promise<StoredPolicy>;
  remove(orgId: string, id: string, expected?: ExpectedVersion): Promise<void>;
  dryRun(orgId: string, draft: PolicyDraft): Promise<DryRun>;
  export(orgId: string): Promise<{
    readonly policies: readonly StoredPolicy[];
    readonly exceptions: readonly StoredException[];
  }>;
}

export interface PolicyServiceDependencies extends DryRunDependencies {
  readonly random: Random;
  /** Verdicts are due. */
  readonly wake: () => void;
}

const tagsPerPage = 1000;
const exportedExceptionsMax = 2000;

export function createPolicyService(dependencies: PolicyServiceDependencies): PolicyService {
  const { unitOfWork, clock, random, wake } = dependencies;
  const write = async <Result>(
    orgId: string,
    run: (stores: Stores) => Promise<Result>,
  ): Promise<Result> => {
    const result = await unitOfWork.write(orgId, run);
    wake();
    return result;
  };
  return {
    list: (orgId) => unitOfWork.read(orgId, ({ policies }) => policies.policies()),
    get: (orgId, id) => unitOfWork.read(orgId, (stores) => existing(stores, id)),
    create: (orgId, settings) =>
      write(orgId, async (stores) => {
        await demandFreeName(stores, settings);
        const now = clock.now();
        const stored = { ...settings, id: random.uuid(), createdAt: now, updatedAt: now };
        await stores.policies.insertPolicy(stored);
        const target = { kind: 'policies', id: stored.id };
        stores.audit.describe({ target, after: policyFacts(stored) });
        await queueTagsIn(stores, [settings.policy.scope], now);
        return stored;
      }),
    change: (orgId, id, settings, expected = anyVersion) =>
      write(orgId, async (stores) => {
        const before = await existing(stores, id);
        expected(before.updatedAt);
        await demandFreeName(stores, settings, id);
        const now = clock.now();
        const stored = { ...settings, id, createdAt: before.createdAt, updatedAt: now };
        await stores.policies.replacePolicy(stored);
        stores.audit.describe({ before: policyFacts(before), after: policyFacts(stored) });
        await queueTagsIn(stores, [before.policy.scope, settings.policy.scope], now);
        return stored;
      }),
    remove: (orgId, id, expected = anyVersion) =>
      write(orgId, async (stores) => {
        const before = await existing(stores, id);
        expected(before.updatedAt);
        await stores.policies.removePolicy(id);
        stores.audit.describe({ before: policyFacts(before) });
        await queueTagsIn(stores, [before.policy.scope], clock.now());
      }),
    dryRun: (orgId, draft) => dryRun(dependencies, orgId, draft),
    export: (orgId) =>
      unitOfWork.read(orgId, async ({ policies }) => {
        const page = { page: 1, pageSize: exportedExceptionsMax };
        const { exceptions } = await policies.exceptions({ state: 'active', page }, clock.now());
        return { policies: await policies.policies(), exceptions };
      }),
  };
}

/** What the audit log keeps of a policy. */
function policyFacts({ policy, isEnabled }: PolicySettings): AuditFacts {
  return { name: policy.name, words: policyWords(policy), enabled: isEnabled };
}

async function existing({ policies }: Stores, id: string): Promise<StoredPolicy> {
  const stored = await policies.policy(id);
  if (stored === undefined) throw new HarborError('NOT_FOUND', { details: { policyId: id } });
  return stored;
}

async function demandFreeName(
  { policies }: Stores,
  { policy }: PolicySettings,
  ownId?: string,
): Promise<void> {
  const all = await policies.policies();
  if (ownId === undefined && all.length >= policiesMax) {
    throw new HarborError('CONFLICT', { details: { policiesMax } });
  }
  if (all.some((stored) => stored.id !== ownId && stored.policy.name === policy.name)) {
    throw new HarborError('CONFLICT', { details: { field: 'name', rule: 'the name is taken' } });
  }
}

/** Only these can have another verdict now. */
async function queueTagsIn(
  { verdicts }: Stores,
  scopes: readonly (PolicyScope | undefined)[],
  now: number,
): Promise<void> {
  let after = 0;
  for (;;) {
    const tags = await verdicts.liveTags(after, tagsPerPage);
    const meant = tags.filter(({ registryUrl, repository, tag }) =>
      scopes.some((scope) =>
        isInScope(scope, { registry: registryHost(registryUrl), repository, tag, digests: [] }),
      ),
    );
    await verdicts.queueTags(
      meant.map(({ tagId }) => tagId),
      now,
    );
    const last = tags.at(-1);
    if (last === undefined || tags.length < tagsPerPage) return;
    after = last.tagId;
  }
}
