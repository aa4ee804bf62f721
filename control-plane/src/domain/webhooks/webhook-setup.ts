// What to enter at the vendor so that its events arrive: the address, and where the secret goes. Values hold the
// secret only in the answer to its making; otherwise a placeholder stands there.

import type { Provider } from '@harborguard/shared/protocol/registry-target.ts';
import type { WebhookFormat } from './webhook.ts';
import { formatOfProvider, webhookReaders } from './webhook-readers.ts';

export interface WebhookSetup {
  readonly format: WebhookFormat;
  readonly address: string;
  /** What the vendor's form asks for besides, by the name it has there. */
  readonly fields: readonly { readonly name: string; readonly value: string }[];
}

const placeholder = '<secret>';

/** Senders that can neither sign nor set a header carry the secret in the address. */
const secretInAddress: readonly WebhookFormat[] = ['dockerhub', 'quay', 'gcr'];

const signingField: Partial<Readonly<Record<WebhookFormat, string>>> = {
  github: 'Secret',
  gitea: 'Secret',
  nexus: 'Secret Key',
  jfrog: 'Secret token',
};

/** `publicUrl` is undefined while nobody has said where we are reached: then the address is a path. */
export function webhookAddress(
  publicUrl: string | undefined,
  format: WebhookFormat,
  registryId: string,
): string {
  return `${(publicUrl ?? '').replace(/\/$/, '')}/api/webhooks/${format}/${registryId}`;
}

export function webhookSetups(
  registry: { readonly id: string; readonly provider: Provider },
  {
    publicUrl,
    secret = placeholder,
  }: { readonly publicUrl: string | undefined; readonly secret?: string },
): readonly WebhookSetup[] {
  return formatsOf(registry.provider).map((format) => {
    const address = webhookAddress(publicUrl, format, registry.id);
    if (secretInAddress.includes(format)) {
      return { format, address: `${address}/${secret}`, fields: [] };
    }
    const field = signingField[format];
    const name = field ?? 'Authorization';
    const value = field === undefined ? `Bearer ${secret}` : secret;
    return { format, address, fields: [{ name, value }] };
  });
}

/** A registry of no known kind may be any of those that run on hosts of their own. */
function formatsOf(provider: Provider): readonly WebhookFormat[] {
  const first = formatOfProvider[provider];
  if (provider !== 'CUSTOM') return [first];
  const others = (Object.keys(webhookReaders) as WebhookFormat[]).filter((format) =>
    ['harbor', 'gitlab', 'jfrog', 'quay', 'nexus', 'zot', 'gitea'].includes(format),
  );
  return [first, ...others];
}
