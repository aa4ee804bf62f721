// Channels as administrators keep them: made, changed, tried out, removed. Their secrets come in and never out, save a
// signing secret in the answer to its making.
import { errorRow } from '@harborguard/shared/errors/error-table.ts';
import { HarborError } from '@harborguard/shared/errors/harbor-error.ts';
import type { Clock, Random } from '@harborguard/shared/ports.ts';
import { type DataKeys, notificationsOwner } from '../credentials/data-keys.ts';
import type { SealKey } from '../credentials/seal.ts';
import { anyVersion, type ExpectedVersion } from '../expected-version.ts';
import type { Stores, UnitOfWork } from '../unit-of-work.ts';
import { channelFacts, replacedSecrets } from './audited-facts.ts';
import type { Channel, ChannelSecret } from './channel.ts';
import { type ChannelTarget, readTarget } from './channel-input.ts';
import { openChannelSecret, sealChannelSecret } from './channel-secret.ts';
import type { ChannelSender, SendOutcome } from './channel-sender.ts';
import type { Message } from './message.ts';
import { mintSigningSecret } from './messages/webhook-message.ts';

export interface ChannelWish {
  readonly name: string;
  readonly isEnabled: boolean;
  readonly target: ChannelTarget;
}

export interface MadeChannel {
  readonly channel: Channel;
  /** Of a webhook; shown this once. */
  readonly signingSecret?: string;
}

export interface ChannelService {
  list(orgId: string): Promise<readonly Channel[]>;
  /** Throws NOT_FOUND, as all below do. */
  get(orgId: string, id: string): Promise<Channel>;
  create(orgId: string, wish: ChannelWish): Promise<MadeChannel>;
  /** Secrets that are not given stay, as long as they go where they went before. */
  change(
    orgId: string,
    id: string,
    wish: ChannelWish,
    expected?: ExpectedVersion,
  ): Promise<Channel>;
  remove(orgId: string, id: string, expected?: ExpectedVersion): Promise<void>;
  /** Another signing secret; the one before signs too for a day. */
  rotateSecret(orgId: string, id: string): Promise<MadeChannel>;
  /** Sends a message at once and says what came of it. */
  test(orgId: string, id: string): Promise<SendOutcome>;
}

export interface ChannelServiceDependencies {
  readonly unitOfWork: UnitOfWork;
  readonly clock: Clock;
  readonly random: Random;
  readonly dataKeys: DataKeys;
  readonly sender: ChannelSender;
  readonly allowedAddresses: readonly string[];
  readonly publicUrl: string | undefined;
  /** Something may be due now. */
  readonly wake: () => void;
}

/** More than any organisation has teams to tell. */
const channelsMax = 200;
const previousSecretMs = 24 * 60 * 60 * 1000;

export function createChannelService(dependencies: ChannelServiceDependencies): ChannelService {
  const { unitOfWork, dataKeys } = dependencies;
  const withKey = async (orgId: string): Promise<KeyedDependencies> => {
    const sealKey = await dataKeys.sealing(orgId, notificationsOwner(orgId));
    return { ...dependencies, sealKey };
  };
  return {
    list: (orgId) => unitOfWork.read(orgId, ({ notifications }) => notifications.channels()),
    get: (orgId, id) => unitOfWork.read(orgId, (stores) => existing(stores, id)),
    create: async (orgId, wish) => {
      const keyed = await withKey(orgId);
      return await unitOfWork.write(orgId, (stores) => create(keyed, stores, wish));
    },
    change: async (orgId, id, wish, expected = anyVersion) => {
      const keyed = await withKey(orgId);
      const changed = await unitOfWork.write(orgId, async (stores) => {
        expected((await existing(stores, id)).updatedAt);
        return await change(keyed, stores, id, wish);
      });
      dependencies.wake();
      return changed;
    },
    remove: (orgId, id, expected = anyVersion) =>
      unitOfWork.write(orgId, async (stores) => {
        const before = await existing(stores, id);
        expected(before.updatedAt);
        await stores.notifications.removeChannel(id);
        stores.audit.describe({ before: channelFacts(before) });
      }),
    rotateSecret: async (orgId, id) => {
      const keyed = await withKey(orgId);
      return await unitOfWork.write(orgId, (stores) => rotateSecret(keyed, stores, id));
    },
    test: async (orgId, id) => test(await withKey(orgId), orgId, id),
  };
}

/** With the key of the organisation's channels, fetched before any transaction. */
interface KeyedDependencies extends ChannelServiceDependencies {
  readonly sealKey: SealKey;
}

async function existing({ notifications }: Stores, id: string): Promise<Channel> {
  const channel = await notifications.channel(id);
  if (channel === undefined) throw new HarborError('NOT_FOUND', { details: { channelId: id } });
  return channel;
}

async function create(
  { random, clock, sealKey, allowedAddresses }: KeyedDependencies,
  { notifications, audit }: Stores,
  { name, isEnabled, target }: ChannelWish,
): Promise<MadeChannel> {
  const { length: count } = await notifications.channels();
  if (count >= channelsMax) throw new HarborError('CONFLICT', { details: { channelsMax } });
  const read = readTarget(target, allowedAddresses);
  const signingSecret = target.kind === 'webhook' ? mintSigningSecret(random) : undefined;
  const secret = signingSecret === undefined ? read.secret : { ...read.secret, signingSecret };
  const id = random.uuid();
  const channel: Channel = {
    ...{ id, name, isEnabled, settings: read.settings },
    sealed: sealChannelSecret(sealKey, id, { secret, random }),
    failuresInRow: 0,
    pausedUntil: undefined,
    lastErrorCode: undefined,
    lastSuccessAt: undefined,
    createdAt: clock.now(),
    updatedAt: clock.now(),
  };
  await notifications.insertChannel(channel);
  audit.describe({
    target: { kind: 'notification-channels', id },
    after: { ...channelFacts(channel), secrets: Object.keys(secret) },
  });
  return signingSecret === undefined ? { channel } : { channel, signingSecret };
}

async function change(
  { random, clock, sealKey, allowedAddresses }: KeyedDependencies,
  stores: Stores,
  id: string,
  { name, isEnabled, target }: ChannelWish,
): Promise<Channel> {
  const before = await existing(stores, id);
  const known = { settings: before.settings, secret: openChannelSecret(sealKey, before) };
  const { settings, secret } = readTarget(target, allowedAddresses, known);
  await stores.notifications.changeChannel(id, {
    ...{ name, isEnabled, settings },
    sealed: sealChannelSecret(sealKey, id, { secret, random }),
    updatedAt: clock.now(),
  });
  // What failed before says nothing about the channel as it is now.
  await stores.notifications.setChannelHealth(id, {
    ...{ failuresInRow: 0, pausedUntil: undefined, lastErrorCode: undefined },
  });
  const after = await existing(stores, id);
  stores.audit.describe({
    before: channelFacts(before),
    after: { ...channelFacts(after), secretsReplaced: replacedSecrets(known.secret, secret) },
  });
  return after;
}

async function rotateSecret(
  { random, clock, sealKey }: KeyedDependencies,
  stores: Stores,
  id: string,
): Promise<MadeChannel> {
  const before = await existing(stores, id);
  if (before.settings.kind !== 'webhook') {
    throw new HarborError('CONFLICT', { details: { kind: before.settings.kind } });
  }
  const known: ChannelSecret = openChannelSecret(sealKey, before);
  const signingSecret = mintSigningSecret(random);
  const now = clock.now();
  const secret: ChannelSecret = {
    ...known,
    signingSecret,
    ...(known.signingSecret === undefined ? {} : { previousSecret: known.signingSecret }),
    previousUntil: now + previousSecretMs,
  };
  await stores.notifications.changeChannel(id, {
    sealed: sealChannelSecret(sealKey, id, { secret, random }),
    updatedAt: now,
  });
  const facts = channelFacts(before);
  stores.audit.describe({
    before: facts,
    after: { ...facts, secretsReplaced: replacedSecrets(known, secret) },
  });
  return { channel: await existing(stores, id), signingSecret };
}

async function test(
  { unitOfWork, sealKey, sender, random, clock, publicUrl }: KeyedDependencies,
  orgId: string,
  id: string,
): Promise<SendOutcome> {
  const channel = await unitOfWork.read(orgId, (stores) => existing(stores, id));
  const message: Message = {
    deliveryId: random.uuid(),
    title: `Test message to ${channel.name}`,
    events: [],
    total: 0,
    link: publicUrl,
    createdAt: clock.now(),
  };
  try {
    return await sender.send(channel, openChannelSecret(sealKey, channel), message);
  } catch (error) {
    if (!(error instanceof HarborError)) throw new HarborError('INTERNAL_ERROR');
    const isPermanent = !errorRow(error.code).retryable;
    return { kind: 'failed', code: error.code, isPermanent };
  }
}
