// One delivery: read, handed to its channel outside any transaction, and what came of it written in one. A crash in
// between repeats the attempt with the same id, by which receivers drop doubles.
import type { ErrorCode } from '@harborguard/shared/errors/error-table.ts';
import { isHarborError } from '@harborguard/shared/errors/harbor-error.ts';
import type { Clock, Log, Random, Tracer } from '@harborguard/shared/ports.ts';
import { traced } from '@harborguard/shared/tracing/traced.ts';
import { type DataKeys, notificationsOwner } from '../credentials/data-keys.ts';
import type { Stores, UnitOfWork } from '../unit-of-work.ts';
import type { Channel } from './channel.ts';
import { openChannelSecret } from './channel-secret.ts';
import type { ChannelSender, SendOutcome } from './channel-sender.ts';
import { afterQuietHours } from './delivery-time.ts';
import { isEnding } from './event-kinds.ts';
import { eventsPerMessageMax } from './expand-events.ts';
import type { Message } from './message.ts';
import type { NotificationRule } from './notification-rule.ts';
import type {
  ChannelHealth,
  Delivery,
  DueDelivery,
  NotificationStore,
} from './notification-store.ts';
import { nextAttemptAt, pauseUntil } from './retry-plan.ts';

export interface DeliverDependencies {
  readonly unitOfWork: UnitOfWork;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly tracer: Tracer;
  readonly dataKeys: DataKeys;
  readonly sender: ChannelSender;
  readonly publicUrl: string | undefined;
}

interface Ready {
  readonly kind: 'ready';
  readonly delivery: Delivery;
  readonly channel: Channel;
  readonly message: Message;
  /** The rule it comes from, as it is now; undefined when somebody has removed it. */
  readonly rule: NotificationRule | undefined;
}

/** It is not its time after all. */
interface Held {
  readonly kind: 'held';
  readonly delivery: Delivery;
  readonly until: number;
}

export async function deliver(dependencies: DeliverDependencies, due: DueDelivery): Promise<void> {
  const { unitOfWork } = dependencies;
  const ready = await unitOfWork.read(due.orgId, (stores) => prepare(dependencies, stores, due));
  if (ready === undefined) return;
  if (ready.kind === 'held') {
    const { delivery, until: nextAttemptAt } = ready;
    return await unitOfWork.write(due.orgId, ({ notifications }) =>
      notifications.changeDelivery(delivery.id, { ...delivery, nextAttemptAt }),
    );
  }
  const outcome = await tracedAttempt(dependencies, due.orgId, ready);
  await unitOfWork.write(due.orgId, (stores) => record(dependencies, stores, ready, outcome));
}

/** Where it goes to is left out: the address of a channel is often all that is needed to write to it. */
function tracedAttempt(
  dependencies: DeliverDependencies,
  orgId: string,
  ready: Ready,
): Promise<SendOutcome> {
  const { channel, delivery } = ready;
  const attributes = {
    'harborguard.notification.channel': channel.settings.kind,
    'harborguard.notification.delivery_id': delivery.id,
    'harborguard.notification.attempt': delivery.attempts + 1,
  };
  const span = { name: 'notification deliver', kind: 'client', parent: null, attributes } as const;
  return traced(dependencies.tracer, span, async (sending) => {
    const outcome = await attempt(dependencies, orgId, ready);
    sending.set({ 'http.response.status_code': outcome.status });
    if (outcome.kind === 'failed') sending.fail(outcome.code);
    return outcome;
  });
}

async function prepare(
  { publicUrl, clock }: DeliverDependencies,
  { notifications }: Stores,
  { deliveryId }: DueDelivery,
): Promise<Ready | Held | undefined> {
  const delivery = await notifications.delivery(deliveryId);
  const channel = delivery && (await notifications.channel(delivery.channelId));
  if (delivery?.state !== 'pending' || channel === undefined) return undefined;
  const events = await notifications.deliveryEvents(deliveryId, eventsPerMessageMax);
  const message = {
    deliveryId,
    title: delivery.title,
    events,
    total: delivery.eventCount,
    link: publicUrl,
    createdAt: delivery.createdAt,
    served: delivery.served,
  };
  const ready: Ready = {
    ...{ kind: 'ready', delivery, channel, message },
    rule: await notifications.rule(delivery.ruleId),
  };
  const until = await heldUntil(notifications, ready, clock.now());
  return until === undefined ? ready : { kind: 'held', delivery, until };
}

async function heldUntil(
  notifications: NotificationStore,
  { delivery, channel, message, rule }: Ready,
  now: number,
): Promise<number | undefined> {
  const { nextAttemptAt } = delivery;
  const until = quietUntil(rule, message, now);
  // What was planned and comes late, as after a time away, is not told in quiet hours either. What nobody would have
  // planned for now is delivered again by somebody who wants it now.
  if (until > now && quietUntil(rule, message, nextAttemptAt) === nextAttemptAt) return until;
  const [first, ...others] = message.events;
  if (channel.settings.kind !== 'pagerduty' || first === undefined || others.length > 0) return;
  // An alert that is triggered after its end would stay open for ever.
  return isEnding(first) ? await notifications.waitingBegin(channel.id, first) : undefined;
}

/** The time itself where nothing keeps the message back then. */
function quietUntil(rule: NotificationRule | undefined, { events }: Message, at: number): number {
  if (rule === undefined) return at;
  const isCritical = events.some(({ severity }) => severity === 'critical');
  return afterQuietHours(rule, isCritical ? 'critical' : 'high', at);
}

async function attempt(
  { sender, dataKeys, log }: DeliverDependencies,
  orgId: string,
  { channel, message }: Ready,
): Promise<SendOutcome> {
  try {
    const sealKey = await dataKeys.opening(orgId, notificationsOwner(orgId));
    return await sender.send(channel, openChannelSecret(sealKey, channel), message);
  } catch (error) {
    const code: ErrorCode = isHarborError(error) ? error.code : 'INTERNAL_ERROR';
    // The error itself is not logged: what made it may hold the address or the key of the channel.
    log.error('notification not sent', { channelId: channel.id, code });
    // Names, proxies, what the operator allows and this very program are mended within days.
    return { kind: 'failed', code, isPermanent: false };
  }
}

async function record(
  { clock, random, log }: DeliverDependencies,
  { notifications }: Stores,
  { delivery, channel, message, rule }: Ready,
  outcome: SendOutcome,
): Promise<void> {
  const now = clock.now();
  const attempts = delivery.attempts + 1;
  const base = { attempts, lastStatus: outcome.status };
  const about = { deliveryId: delivery.id, channelId: channel.id, attempts };
  if (outcome.kind === 'sent') {
    log.info('notification sent', about);
    await notifications.changeDelivery(delivery.id, {
      ...base,
      state: 'sent',
      nextAttemptAt: delivery.nextAttemptAt,
      lastErrorCode: undefined,
      finishedAt: now,
      served: [],
    });
    return await notifications.setChannelHealth(channel.id, {
      ...{ failuresInRow: 0, pausedUntil: undefined, lastErrorCode: undefined },
      lastSuccessAt: now,
    });
  }
  const { code, retryAfterMs } = outcome;
  const again = outcome.isPermanent
    ? undefined
    : nextAttemptAt({ attempts, retryAfterMs, uniform: random.uniform(), now });
  log.warn('notification failed', { ...about, code, again: again !== undefined });
  await notifications.changeDelivery(delivery.id, {
    ...base,
    state: again === undefined ? 'failed' : 'pending',
    nextAttemptAt: again === undefined ? delivery.nextAttemptAt : quietUntil(rule, message, again),
    lastErrorCode: code,
    served: outcome.served ?? delivery.served,
    finishedAt: again === undefined ? now : undefined,
  });
  await notifications.setChannelHealth(channel.id, healthAfter(channel, outcome, now));
}

function healthAfter(
  channel: Channel,
  outcome: Extract<SendOutcome, { kind: 'failed' }>,
  now: number,
): ChannelHealth {
  const failuresInRow = channel.failuresInRow + 1;
  return {
    failuresInRow,
    pausedUntil: pauseUntil(failuresInRow, now),
    lastErrorCode: outcome.code,
    ...(outcome.isGone === true ? { isEnabled: false } : {}),
  };
}
