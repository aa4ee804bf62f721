// The words of push events: what a sender delivers, what is read out of it, what every vendor's reader promises.
// A reader is pure. It takes names out of a payload and nothing else: no address in one ever leads to a request.
import type { Provider } from '@harborguard/shared/protocol/registry-target.ts';

/** As they stand in the address: `/api/webhooks/<format>/…`. */
export const webhookFormats = [
  'oci',
  'harbor',
  'acr',
  'gitlab',
  'quay',
  'jfrog',
  'nexus',
  'zot',
  'gitea',
  'github',
  'dockerhub',
  'ecr',
  'gcr',
] as const;
export type WebhookFormat = (typeof webhookFormats)[number];

export interface WebhookMessage {
  /** Names in lower case; a repeated header is joined with commas. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** The bytes as they came: signatures are over these. */
  readonly body: Uint8Array;
}

/** What a reader may know of the registry the sender has proven to speak for. */
export interface WebhookRegistry {
  readonly provider: Provider;
  readonly host: string;
  /** Empty, or begins with a slash. */
  readonly pathPrefix: string;
}

export interface Delivery {
  readonly action: 'push' | 'delete';
  /** As it is named below `/v2/` of the registry's address. */
  readonly repository: string;
  /** Where the payload leaves open how the registry names it: used when only this one is known. */
  readonly otherwise?: string;
  readonly tag?: string;
  readonly digest?: string;
  /** The sender's own id of the event. */
  readonly id?: string;
  /** Milliseconds since 1970. */
  readonly occurredAt?: number;
}

export type WebhookReading =
  | { readonly kind: 'event'; readonly deliveries: readonly Delivery[] }
  | { readonly kind: 'ignored'; readonly reason: string }
  | { readonly kind: 'refused'; readonly reason: string }
  /** The vendor wants an answer before it delivers anything. */
  | { readonly kind: 'handshake'; readonly answer: Readonly<Record<string, string>> };

export interface WebhookSignature {
  /** Whether a secret the sender showed in the address or a header would do without it. */
  readonly required: boolean;
  isPresent(message: WebhookMessage): boolean;
  isValid(message: WebhookMessage, secret: string): boolean;
}

/** JSON, already checked: an object or a list, no name twice. */
export type WebhookBody = Readonly<Record<string, unknown>> | readonly unknown[];

export interface WebhookReader {
  readonly format: WebhookFormat;
  /** Absent: the vendor cannot sign. */
  readonly signature?: WebhookSignature;
  /** An event older than this is refused: as long as this vendor may honestly take to deliver. */
  readonly ageMsMax: number;
  /** How long an id, or a body where there is none, is remembered; 0 where equal bodies are honest. */
  readonly rememberMs: number;
  /** The sender repeats what is refused before it sends anything newer: a refusal would stop it for good. */
  readonly repeatsRefused?: true;
  read(body: WebhookBody, message: WebhookMessage, registry: WebhookRegistry): WebhookReading;
  /** Host names in the payload, to find whose signature to check; never proof of anything. */
  hosts?(body: WebhookBody): readonly string[];
}

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

export const webhookTimes = {
  /** For a vendor that sends once, at the moment of the push. */
  atOnceMs: 5 * minuteMs,
  /** For a vendor that tries a few times with growing pauses. */
  fewTriesMs: hourMs,
  /** For a vendor that tries again for a day; refusing those would lose what happened while we were away. */
  tryForADayMs: dayMs,
  /** Pub/Sub keeps undelivered messages for seven days. */
  pubSubRetentionMs: 7 * dayMs,
  /** Longer than any vendor delivers, so that an event is too old before it is forgotten. */
  rememberMs: 8 * dayMs,
  /** Clocks differ; an event from further ahead is no event of ours. */
  aheadMsMax: 5 * minuteMs,
} as const;

export function ignored(reason: string): WebhookReading {
  return { kind: 'ignored', reason };
}

export function refused(reason: string): WebhookReading {
  return { kind: 'refused', reason };
}

export function eventOf(deliveries: readonly Delivery[], otherwise: string): WebhookReading {
  return deliveries.length === 0 ? ignored(otherwise) : { kind: 'event', deliveries };
}
