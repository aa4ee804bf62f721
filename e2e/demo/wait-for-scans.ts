// Waits until the first sync of a registry and all its scans are done, telling how far they are.
import { setTimeout as wait } from 'node:timers/promises';
import type { ApiClient } from '../support/api-client.ts';
import type { DemoImage } from './demo-report.ts';

export interface RegistryView {
  readonly url: string;
  readonly provider: string;
  readonly status: 'DISCONNECTED' | 'SYNCING' | 'CONNECTED' | 'ERROR';
  readonly health: number | null;
  readonly lastSyncAt: string | null;
  readonly conditions: readonly { readonly code: string; readonly firstCheck: string }[];
}

export interface Scanned {
  readonly registry: RegistryView;
  readonly images: readonly DemoImage[];
}

const pollMs = 250;
/** A registry that is not done by then is too large for a demo that ends by itself. */
const waitMsMax = 60 * 60_000;

/** `progress` is called with a sentence whenever it changes. Ends early when the sync ends in ERROR. */
export async function waitForScans(
  api: ApiClient,
  registryId: string,
  progress: (text: string) => void,
): Promise<Scanned> {
  let said = '';
  const startedAt = performance.now();
  while (performance.now() - startedAt < waitMsMax) {
    const askedAt = performance.now();
    const registry = await api.get<RegistryView>(`/registries/${registryId}`);
    if (registry.status === 'ERROR') return { registry, images: [] };
    const images = await api.list<DemoImage>(`/images?registry=${registryId}&sort=name:asc`);
    const waiting = images.filter((image) => image.state === 'waiting').length;
    const isSynced = registry.lastSyncAt !== null && registry.status === 'CONNECTED';
    if (isSynced && waiting === 0) return { registry, images };
    const text = progressText(registry, images.length, waiting);
    if (text !== said) progress(text);
    said = text;
    // A large registry takes long to list: asking must stay a small part of what the control plane does.
    await wait(Math.max(pollMs, 4 * (performance.now() - askedAt)));
  }
  throw new Error('The scans did not end within an hour.');
}

function progressText(registry: RegistryView, known: number, waiting: number): string {
  if (registry.lastSyncAt === null && known === 0) return `${registry.status.toLowerCase()} …`;
  const phase = registry.lastSyncAt === null ? 'syncing' : 'scanning';
  return `${phase}: ${known - waiting} of ${known} images indexed`;
}
