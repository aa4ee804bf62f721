// From a request to what is remembered of it: who sent it, what it says, whether it is new. It answers as soon as the
// event is in the database; syncs and scans follow later.
import { createHash } from 'node:crypto';
import type { Clock, Log } from '@harborguard/shared/ports.ts';
import { canonicalRegistryUrl } from '@harborguard/shared/registry/canonical-registry-url.ts';
import type { Registry } from '../registries/registry-store.ts';
import type { Stores, UnitOfWork } from '../unit-of-work.ts';
import { authenticateSender, type SenderDependencies } from './authenticate-sender.ts';
import { deliveriesMax, isTimely, isWanted, placed, pushesOf } from './push-deliveries.ts';
import { parseStrictJson } from './strict-json.ts';
import type {
  Delivery,
  WebhookMessage,
  WebhookReader,
  WebhookReading,
  WebhookRegistry,
} from './webhook.ts';
import type { ReceiptOutcome } from './webhook-store.ts';

export interface ReceiveDependencies extends SenderDependencies {
  readonly unitOfWork: UnitOfWork;
  readonly clock: Clock;
  readonly log: Log;
  /** How long the sender of this registry has to wait; 0 when it may go ahead. */
  readonly takeTurn: (registryId: string) => number;
  /** Pushes of this registry were stored. */
  readonly onPushes: (orgId: string, registryId: string) => void;
}

export interface ReceivedWebhook {
  readonly reader: WebhookReader;
  readonly message: WebhookMessage;
  readonly registryId: string | undefined;
  readonly token: string | undefined;
  /** The address it came from. */
  readonly source: string;
}

export type WebhookAnswer =
  /** `refused`: without effect, but the sender must not be told by a status. */
  | { readonly kind: 'accepted' | 'ignored' | 'replayed' | 'refused' }
  | { readonly kind: 'handshake'; readonly answer: Readonly<Record<string, string>> }
  /** Nothing more is told: not whether the registry exists, nor what was wrong. */
  | { readonly kind: 'unauthenticated'; readonly reason: string }
  | { readonly kind: 'invalid'; readonly reason: string }
  | { readonly kind: 'rate-limited'; readonly retryAfterMs: number };

interface Sender {
  readonly registry: Registry;
  readonly secretId: string | undefined;
  readonly isSigned: boolean;
}

export async function receiveWebhook(
  dependencies: ReceiveDependencies,
  received: ReceivedWebhook,
): Promise<WebhookAnswer> {
  const verdict = await authenticateSender(dependencies, received);
  if (verdict.kind === 'refused') return { kind: 'unauthenticated', reason: verdict.reason };
  const { registry } = verdict;
  const retryAfterMs = dependencies.takeTurn(registry.id);
  if (retryAfterMs > 0) return { kind: 'rate-limited', retryAfterMs };
  const reading = read(received, registry);
  const result = await dependencies.unitOfWork.write(registry.orgId, (stores) =>
    take(stores, { dependencies, received, sender: verdict, reading }),
  );
  dependencies.log.info('webhook received', {
    registryId: registry.id,
    format: received.reader.format,
    outcome: result.outcome,
    ...(result.reason === undefined ? {} : { reason: result.reason }),
  });
  if (result.outcome === 'accepted') dependencies.onPushes(registry.orgId, registry.id);
  return answerOf(received.reader, reading, result);
}

function read({ reader, message }: ReceivedWebhook, registry: Registry): WebhookReading {
  const json = parseStrictJson(message.body);
  if (json.kind === 'invalid') return { kind: 'refused', reason: json.reason };
  return reader.read(json.value, message, described(registry));
}

function described({ provider, url }: Registry): WebhookRegistry {
  const parsed = canonicalRegistryUrl(url);
  const { host, pathPrefix } = parsed.kind === 'invalid' ? { host: '', pathPrefix: '' } : parsed;
  return { provider, host, pathPrefix };
}

interface Result {
  readonly outcome: ReceiptOutcome;
  readonly reason?: string;
  readonly deliveries?: readonly Delivery[];
}

interface Taking {
  readonly dependencies: ReceiveDependencies;
  readonly received: ReceivedWebhook;
  readonly sender: Sender;
  readonly reading: WebhookReading;
}

/** How many names a receipt shows; the jobs show the rest. */
const receiptRepositoriesMax = 5;

async function take(stores: Stores, taking: Taking): Promise<Result> {
  const { dependencies, received, sender, reading } = taking;
  const now = dependencies.clock.now();
  const result = await judge(stores, taking, now);
  const { registry, secretId } = sender;
  const { deliveries = [] } = result;
  if (result.outcome === 'accepted') {
    await stores.webhooks.addPending(registry.id, pushesOf(registry, deliveries), now);
  }
  if (secretId !== undefined) await stores.webhooks.touchSecret(secretId, now);
  await stores.webhooks.insertReceipt({
    registryId: registry.id,
    format: received.reader.format,
    receivedAt: now,
    outcome: result.outcome,
    reason: reading.kind === 'handshake' ? 'handshake' : result.reason,
    source: received.source,
    repositories: [...new Set(deliveries.map(({ repository }) => repository))].slice(
      0,
      receiptRepositoriesMax,
    ),
  });
  return result;
}

async function judge(
  stores: Stores,
  { received, sender, reading }: Taking,
  now: number,
): Promise<Result> {
  if (reading.kind === 'handshake') return { outcome: 'ignored', reason: 'handshake' };
  if (reading.kind !== 'event') return { outcome: reading.kind, reason: reading.reason };
  const { reader } = received;
  const { registry } = sender;
  const timely = reading.deliveries
    .slice(0, deliveriesMax)
    .filter((delivery) => isTimely(delivery, reader, now));
  if (timely.length === 0) return { outcome: 'refused', reason: 'too-old-or-ahead' };
  const fresh = await unseen(stores, { received, sender, deliveries: timely, now });
  if (fresh.length === 0) return { outcome: 'replayed' };
  const known = await knownNames(stores, registry.id, fresh);
  const deliveries = fresh
    .map((delivery) => placed(delivery, known))
    .filter((delivery) => isWanted(registry, delivery));
  return deliveries.length === 0
    ? { outcome: 'ignored', reason: 'filtered' }
    : { outcome: 'accepted', deliveries };
}

/** Of deliveries that leave open how the registry names them: those names that fit what is known of it. */
async function knownNames(
  stores: Stores,
  registryId: string,
  deliveries: readonly Delivery[],
): Promise<ReadonlySet<string>> {
  const open = deliveries.filter(({ otherwise }) => otherwise !== undefined);
  if (open.length === 0) return new Set();
  const names = open.flatMap(({ repository, otherwise = '' }) => [repository, otherwise]);
  const known = new Set(await stores.webhooks.knownRepositories(registryId, names));
  for (const { repository, otherwise = '' } of open) {
    if (known.has(repository) || known.has(otherwise)) continue;
    // A new image is named as its neighbours are.
    const isBelow = otherwise.endsWith(`/${repository}`);
    const folder = isBelow ? otherwise.slice(0, -repository.length) : '';
    const hasNeighbours = isBelow && (await stores.webhooks.hasRepositoryBelow(registryId, folder));
    if (hasNeighbours) known.add(otherwise);
  }
  return known;
}

/** Remembers what is new of an event. A signed body counts as a whole: its id may stand in a header nobody signed. */
async function unseen(
  stores: Stores,
  request: {
    readonly received: ReceivedWebhook;
    readonly sender: Sender;
    readonly deliveries: readonly Delivery[];
    readonly now: number;
  },
): Promise<readonly Delivery[]> {
  const { received, sender, deliveries, now } = request;
  const { reader, message } = received;
  if (reader.rememberMs === 0) return deliveries;
  const registryId = sender.registry.id;
  const times = { now, until: now + reader.rememberMs };
  const bodyKey = keyOf('body', message.body);
  const keyed = deliveries.map((delivery) => ({
    delivery,
    key: delivery.id === undefined ? bodyKey : keyOf(reader.format, Buffer.from(delivery.id)),
  }));
  const keys = new Set(keyed.map(({ key }) => key));
  if (sender.isSigned) keys.add(bodyKey);
  const fresh = new Set(await stores.webhooks.remember(registryId, [...keys], times));
  if (sender.isSigned && !fresh.has(bodyKey)) return [];
  return keyed.filter(({ key }) => fresh.has(key)).map(({ delivery }) => delivery);
}

function keyOf(kind: string, bytes: Uint8Array): string {
  return createHash('sha256').update(`${kind}\n`).update(bytes).digest('hex');
}

function answerOf(
  { repeatsRefused }: WebhookReader,
  reading: WebhookReading,
  { outcome, reason = '' }: Result,
): WebhookAnswer {
  if (reading.kind === 'handshake') return { kind: 'handshake', answer: reading.answer };
  const isTold = outcome === 'refused' && repeatsRefused !== true;
  return isTold ? { kind: 'invalid', reason } : { kind: outcome };
}
