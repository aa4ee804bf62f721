// The status of a registry: a word, and a colour besides.
import type { DataOf } from '@harborguard/client/operation-types.ts';

export type RegistryStatus = DataOf<'GET /api/registries/{id}'>['status'];

const tones: Readonly<Record<RegistryStatus, string>> = {
  CONNECTED: 'good',
  SYNCING: 'work',
  DISCONNECTED: 'wait',
  ERROR: 'bad',
};

export function StatusPill({ status }: { readonly status: RegistryStatus }) {
  return <Pill tone={tones[status]}>{status}</Pill>;
}

export function Pill({ tone, children }: { readonly tone: string; readonly children: string }) {
  return (
    <span className="pill" data-tone={tone}>
      {children}
    </span>
  );
}
