// Rules of retention: made, changed, tried without effect, and run by the clock.
import { HarborError } from '@harborguard/shared/errors/harbor-error.ts';
import type { Random } from '@harborguard/shared/ports.ts';
import { globProblem } from '@harborguard/shared/registry/glob-problem.ts';
import { anyVersion, type ExpectedVersion } from '../expected-version.ts';
import { Clockwork } from '../sensors/clockwork.ts';
import type { Stores } from '../unit-of-work.ts';
import type { RetentionRule, RetentionScope } from './retention-rule.ts';
import { type RetentionDependencies, runRetention } from './run-retention.ts';
import { walkRetention } from './walk-retention.ts';

export type RetentionInput = RetentionScope & Pick<RetentionRule, 'name' | 'isEnabled'>;

export interface RetentionPreview {
  readonly total: number;
  /** The first ones, for people. */
  readonly names: readonly string[];
}

export interface RetentionService {
  list(orgId: string): Promise<readonly RetentionRule[]>;
  create(orgId: string, input: RetentionInput): Promise<RetentionRule>;
  /** Throws NOT_FOUND. */
  get(orgId: string, id: string): Promise<RetentionRule>;
  /** Throws NOT_FOUND, and PRECONDITION_FAILED where another version is expected, as `remove` does. */
  edit(
    orgId: string,
    id: string,
    input: RetentionInput,
    expected?: ExpectedVersion,
  ): Promise<RetentionRule>;
  remove(orgId: string, id: string, expected?: ExpectedVersion): Promise<void>;
  /** What would go now. */
  preview(orgId: string, scope: RetentionScope): Promise<RetentionPreview>;
}

export interface RetentionLoop {
  start(): void;
  stop(): Promise<void>;
}

const runIntervalMs = 10 * 60_000;
const namesMax = 100;
const rulesMax = 200;

export function createRetention(
  dependencies: RetentionDependencies & { readonly random: Random },
): { readonly retention: RetentionService; readonly retentionLoop: RetentionLoop } {
  const { clock, log } = dependencies;
  let isStopped = false;
  const clockwork = new Clockwork(clock, log, [
    {
      name: 'retention',
      everyMs: runIntervalMs,
      run: () => runRetention(dependencies, () => isStopped),
    },
  ]);
  return {
    retention: createService(dependencies),
    retentionLoop: {
      start: () => clockwork.start(),
      stop: async () => {
        isStopped = true;
        await clockwork.stop();
      },
    },
  };
}

function createService({
  unitOfWork,
  clock,
  random,
}: RetentionDependencies & { readonly random: Random }): RetentionService {
  return {
    list: (orgId) => unitOfWork.read(orgId, ({ retention }) => retention.rules()),
    create: (orgId, input) =>
      unitOfWork.write(orgId, async (stores) => {
        await refuseUseless(stores, input);
        if ((await stores.retention.rules()).length >= rulesMax) {
          throw new HarborError('CONFLICT', { details: { rule: `at most ${rulesMax} rules` } });
        }
        const now = clock.now();
        const rule = {
          ...{ id: random.uuid(), ...input, createdAt: now, updatedAt: now },
          ...{ lastRunAt: undefined, lastRemoved: undefined },
        };
        await stores.retention.saveRule(rule);
        const target = { kind: 'retention-rules', id: rule.id };
        stores.audit.describe({ target, after: factsOf(rule) });
        return rule;
      }),
    get: (orgId, id) => unitOfWork.read(orgId, (stores) => existing(stores, id)),
    edit: (orgId, id, input, expected = anyVersion) =>
      unitOfWork.write(orgId, async (stores) => {
        await refuseUseless(stores, input);
        const before = await existing(stores, id);
        expected(before.updatedAt);
        const rule = { ...before, ...input, updatedAt: clock.now() };
        await stores.retention.saveRule(rule);
        stores.audit.describe({ before: factsOf(before), after: factsOf(rule) });
        return rule;
      }),
    remove: (orgId, id, expected = anyVersion) =>
      unitOfWork.write(orgId, async (stores) => {
        const before = await existing(stores, id);
        expected(before.updatedAt);
        await stores.retention.removeRule(id);
        stores.audit.describe({ before: factsOf(before) });
      }),
    preview: async (orgId, scope) => {
      await unitOfWork.read(orgId, (stores) => refuseUseless(stores, scope));
      let total = 0;
      const names: string[] = [];
      const now = clock.now();
      for await (const question of walkRetention({ unitOfWork, clock }, orgId, { scope, now })) {
        await unitOfWork.read(orgId, async ({ retention }) => {
          total += await retention.countCandidates(question);
          if (names.length >= namesMax) return;
          const found = await retention.candidates(question, namesMax - names.length);
          names.push(...found.map(({ repository, label }) => `${repository} ${label}`));
        });
      }
      return { total, names };
    },
  };
}

async function refuseUseless(stores: Stores, scope: RetentionScope): Promise<void> {
  const { olderThanDays, keepNewest, registryId, repositories } = scope;
  for (const [index, glob] of repositories.entries()) {
    const rule = globProblem(glob);
    if (rule === undefined) continue;
    throw new HarborError('VALIDATION_FAILED', {
      details: { field: `repositories/${index}`, rule },
    });
  }
  if (olderThanDays === undefined && keepNewest === undefined) {
    throw new HarborError('VALIDATION_FAILED', {
      details: { field: 'olderThanDays', rule: 'olderThanDays or keepNewest is required' },
    });
  }
  if (registryId === undefined) return;
  if ((await stores.registries.find(registryId)) === undefined) {
    throw new HarborError('NOT_FOUND', { details: { registryId } });
  }
}

async function existing({ retention }: Stores, id: string): Promise<RetentionRule> {
  const rule = await retention.findRule(id);
  if (rule === undefined) throw new HarborError('NOT_FOUND', { details: { ruleId: id } });
  return rule;
}

function factsOf(rule: RetentionRule) {
  const { name, kind, isEnabled, repositories, registryId, olderThanDays, keepNewest } = rule;
  return { name, kind, isEnabled, repositories, registryId, olderThanDays, keepNewest };
}
