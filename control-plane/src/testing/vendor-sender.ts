// A vendor that delivers push events, and the pieces their requests have in common. For tests only.
import { createHmac } from 'node:crypto';
import type { Provider } from '@harborguard/shared/protocol/registry-target.ts';
import type { WebhookFormat } from '../domain/webhooks/webhook.ts';

export interface PushedImage {
  readonly repository: string;
  readonly tag: string;
  readonly digest: string;
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly time: number;
}

export interface SentWebhook {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Goes into the address. */
  readonly token?: string;
}

export interface VendorSender {
  readonly name: string;
  readonly format: WebhookFormat;
  readonly provider: Provider;
  readonly url: string;
  /** The repository as the registry names it. */
  readonly repository: string;
  readonly namesDigest: boolean;
  readonly namesTime: boolean;
  readonly isSigned: boolean;
  send(image: PushedImage, secret: string): SentWebhook;
}

export const json = { 'content-type': 'application/json' };

export function bearer(secret: string): Record<string, string> {
  return { authorization: `Bearer ${secret}` };
}

export function hmac(algorithm: string, secret: string, body: string): string {
  return createHmac(algorithm, secret).update(body).digest('hex');
}

export function iso(time: number): string {
  return new Date(time).toISOString();
}

export function sentAs(body: unknown, headers: Record<string, string>): SentWebhook {
  return { headers: { ...json, ...headers }, body: JSON.stringify(body) };
}

export const described = { namesDigest: true, namesTime: true, isSigned: false } as const;
