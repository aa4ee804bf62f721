// The secrets a sender shows as they are: in the address, as a bearer, as the password of Basic, alone in a header.

import type { WebhookMessage } from './webhook.ts';
import { isWellFormedSecret } from './webhook-secret-text.ts';

/** Where vendors let people put a fixed value. */
const headerNames = ['authorization', 'x-harborguard-token', 'x-api-key', 'x-jfrog-event-auth'];
/** A name, a colon and a secret in base64, with room to spare. */
const headerLengthMax = 1024;

/** Only what has the form of our secrets; everything else costs no look-up. */
export function presentedSecrets(
  message: WebhookMessage,
  token: string | undefined,
): readonly string[] {
  // One in the address has to be right, whatever the headers say.
  const shown =
    token === undefined
      ? headerNames.flatMap((name) => secretIn(message.headers[name]) ?? [])
      : [token];
  return [...new Set(shown)].filter(isWellFormedSecret);
}

/** `Bearer x`, `Basic base64(name:x)`, or `x` alone. */
function secretIn(header: string | undefined): string | undefined {
  if (header === undefined || header.length > headerLengthMax) return undefined;
  const [, scheme, value] = /^(Bearer|Basic|Token) +(\S+)$/i.exec(header.trim()) ?? [];
  if (scheme === undefined || value === undefined) return header.trim();
  if (scheme.toLowerCase() !== 'basic') return value;
  const pair = Buffer.from(value, 'base64').toString('utf8');
  return pair.slice(pair.indexOf(':') + 1);
}
