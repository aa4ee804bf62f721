// Rules as administrators keep them, and what a rule would have told of the last events.
import { HarborError } from '@harborguard/shared/errors/harbor-error.ts';
import type { Clock, Random } from '@harborguard/shared/ports.ts';
import { globProblem } from '@harborguard/shared/registry/glob-problem.ts';
import { anyVersion, type ExpectedVersion } from '../expected-version.ts';
import type { Stores, UnitOfWork } from '../unit-of-work.ts';
import { ruleFacts } from './audited-facts.ts';
import { isTimeOfDay, isTimeZone } from './local-time.ts';
import { matchesRule } from './match-rule.ts';
import type { NotificationEvent } from './notification-event.ts';
import type { NotificationRule, RuleFilter, RuleSettings } from './notification-rule.ts';
import type { Delivery, DeliveryFilter, DeliveryPage } from './notification-store.ts';

export interface RulePreview {
  readonly lookedAt: number;
  readonly matched: readonly NotificationEvent[];
}

export interface RuleService {
  list(orgId: string): Promise<readonly NotificationRule[]>;
  /** Throws NOT_FOUND, as all below that name a rule or channel do. */
  get(orgId: string, id: string): Promise<NotificationRule>;
  create(orgId: string, settings: RuleSettings): Promise<NotificationRule>;
  /** Throws PRECONDITION_FAILED where another version is expected, as `remove` does. */
  change(
    orgId: string,
    id: string,
    settings: RuleSettings,
    expected?: ExpectedVersion,
  ): Promise<NotificationRule>;
  remove(orgId: string, id: string, expected?: ExpectedVersion): Promise<void>;
  /** Throws VALIDATION_FAILED for a glob that cannot be meant, as `create` and `change` do. */
  preview(orgId: string, filter: RuleFilter): Promise<RulePreview>;
  deliveries(orgId: string, filter: DeliveryFilter): Promise<DeliveryPage>;
  /** Once more, under the same id. */
  redeliver(orgId: string, deliveryId: string): Promise<Delivery>;
}

export interface RuleServiceDependencies {
  readonly unitOfWork: UnitOfWork;
  readonly clock: Clock;
  readonly random: Random;
  /** Something is due now. */
  readonly wake: () => void;
}

const rulesMax = 500;
const previewedEvents = 500;

export function createRuleService(dependencies: RuleServiceDependencies): RuleService {
  const { unitOfWork, clock, random } = dependencies;
  return {
    list: (orgId) => unitOfWork.read(orgId, ({ notifications }) => notifications.rules()),
    get: (orgId, id) => unitOfWork.read(orgId, (stores) => existing(stores, id)),
    create: (orgId, settings) =>
      unitOfWork.write(orgId, async (stores) => {
        const { length: count } = await stores.notifications.rules();
        if (count >= rulesMax) throw new HarborError('CONFLICT', { details: { rulesMax } });
        await check(stores, settings);
        const now = clock.now();
        const rule = { ...settings, id: random.uuid(), createdAt: now, updatedAt: now };
        await stores.notifications.insertRule(rule);
        const target = { kind: 'notification-rules', id: rule.id };
        stores.audit.describe({ target, after: ruleFacts(rule) });
        return rule;
      }),
    change: (orgId, id, settings, expected = anyVersion) =>
      unitOfWork.write(orgId, async (stores) => {
        const before = await existing(stores, id);
        expected(before.updatedAt);
        await check(stores, settings);
        const { createdAt } = before;
        const rule = { ...settings, id, createdAt, updatedAt: clock.now() };
        await stores.notifications.replaceRule(rule);
        stores.audit.describe({ before: ruleFacts(before), after: ruleFacts(rule) });
        return rule;
      }),
    remove: (orgId, id, expected = anyVersion) =>
      unitOfWork.write(orgId, async (stores) => {
        const before = await existing(stores, id);
        expected(before.updatedAt);
        await stores.notifications.removeRule(id);
        stores.audit.describe({ before: ruleFacts(before) });
      }),
    preview: async (orgId, filter) => {
      checkGlobs(filter);
      return await unitOfWork.read(orgId, async ({ notifications }) => {
        const events = await notifications.recentEvents(previewedEvents);
        const matched = events.filter((event) => matchesRule(filter, event));
        return { lookedAt: events.length, matched };
      });
    },
    deliveries: (orgId, filter) =>
      unitOfWork.read(orgId, ({ notifications }) => notifications.deliveries(filter)),
    redeliver: (orgId, deliveryId) => redeliver(dependencies, orgId, deliveryId),
  };
}

async function existing({ notifications }: Stores, id: string): Promise<NotificationRule> {
  const rule = await notifications.rule(id);
  if (rule === undefined) throw new HarborError('NOT_FOUND', { details: { ruleId: id } });
  return rule;
}

async function check(stores: Stores, settings: RuleSettings): Promise<void> {
  const { channelId, digestAt, timeZone, quietHours, registryIds } = settings;
  checkGlobs(settings);
  if ((await stores.notifications.channel(channelId)) === undefined) {
    throw invalid('channelId', 'no such channel');
  }
  for (const registryId of registryIds) {
    if ((await stores.registries.find(registryId)) === undefined) {
      throw invalid('registryIds', 'no such registry');
    }
  }
  if (!isTimeZone(timeZone)) throw invalid('timeZone', 'must be a name such as Europe/Berlin');
  if (!isTimeOfDay(digestAt)) throw invalid('digestAt', 'must be HH:MM');
  if (quietHours !== undefined && !(isTimeOfDay(quietHours.from) && isTimeOfDay(quietHours.until)))
    throw invalid('quietHours', 'from and until must be HH:MM');
}

function checkGlobs({ repositories }: RuleFilter): void {
  for (const [index, glob] of repositories.entries()) {
    const rule = globProblem(glob);
    if (rule !== undefined) throw invalid(`repositories/${index}`, rule);
  }
}

async function redeliver(
  { unitOfWork, clock, wake }: RuleServiceDependencies,
  orgId: string,
  deliveryId: string,
): Promise<Delivery> {
  const delivery = await unitOfWork.write(orgId, async ({ notifications, audit }) => {
    const known = await notifications.delivery(deliveryId);
    if (known === undefined) throw new HarborError('NOT_FOUND', { details: { deliveryId } });
    await notifications.changeDelivery(deliveryId, {
      state: 'pending',
      attempts: 0,
      nextAttemptAt: clock.now(),
      lastErrorCode: undefined,
      lastStatus: undefined,
      finishedAt: undefined,
      served: [],
    });
    const { state, attempts, lastErrorCode } = known;
    audit.describe({ before: { state, attempts, lastErrorCode }, after: { state: 'pending' } });
    return (await notifications.delivery(deliveryId)) ?? known;
  });
  wake();
  return delivery;
}

function invalid(field: string, rule: string): HarborError {
  return new HarborError('VALIDATION_FAILED', { details: { field, rule } });
}
