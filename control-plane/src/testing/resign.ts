// The headers of a webhook made to fit another body, as somebody who holds the secret could. For tests only.
import { createHmac } from 'node:crypto';
import type { SentWebhook } from './vendor-sender.ts';

export function resign(sent: SentWebhook, secret: string): SentWebhook {
  const hmac = (algorithm: string) => createHmac(algorithm, secret).update(sent.body).digest('hex');
  const signatures: Readonly<Record<string, () => string>> = {
    'x-hub-signature-256': () => `sha256=${hmac('sha256')}`,
    'x-gitea-signature': () => hmac('sha256'),
    'x-nexus-webhook-signature': () => hmac('sha1'),
    'x-jfrog-event-auth': () => hmac('sha256'),
  };
  const headers = Object.entries(sent.headers).map(
    ([name, value]) => [name, signatures[name]?.() ?? value] as const,
  );
  return { ...sent, headers: Object.fromEntries(headers) };
}
