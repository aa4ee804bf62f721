// One delivery: read, handed to its channel outside any transaction, and what came of it written in one. A crash in
// between repeats the attempt with the same id, by which receivers drop doubles.
import { type ErrorCode, errorRow } from '@harborguard/shared/errors/error-table.ts';
import { isHarborError } from '@harborguard/shared/errors/harbor-error.ts';
import type { Clock, Log, Random, Tracer } from '@harborguard/shared/ports.ts';
import { traced } from '@harborguard/shared/tracing/traced.ts';
import { type DataKeys, notificationsOwner } from '../credentials/data-keys.ts';
import type { Stores, UnitOfWork } from '../unit-of-work.ts';
import type { Channel } from './channel.ts';
import { openChannelSecret } from './channel-secret.ts';
import type { ChannelSender, SendOutcome } from './channel-sender.ts';
import { eventsPerMessageMax } from './expand-events.ts';
import type { Message } from './message.ts';
import type { ChannelHealth, Delivery, DueDelivery } from './notification-store.ts';
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
  readonly delivery: Delivery;
  readonly channel: Channel;
  readonly message: Message;
}

export async function deliver(dependencies: DeliverDependencies, due: DueDelivery): Promise<void> {
  const { unitOfWork } = dependencies;
  const ready = await unitOfWork.read(due.orgId, (stores) => prepare(dependencies, stores, due));
  if (ready === undefined) return;
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
  { publicUrl }: DeliverDependencies,
  { notifications }: Stores,
  { deliveryId }: DueDelivery,
): Promise<Ready | undefined> {
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
  };
  return { delivery, channel, message };
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
    return { kind: 'failed', code, isPermanent: !errorRow(code).retryable };
  }
}

async function record(
  { clock, random, log }: DeliverDependencies,
  { notifications }: Stores,
  { delivery, channel }: Ready,
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
    nextAttemptAt: again ?? delivery.nextAttemptAt,
    lastErrorCode: code,
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
