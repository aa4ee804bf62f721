// Starts a sync, or joins the one that runs.
import { Button } from './button.tsx';
import { useAction } from './use-action.ts';
import { useCaller } from './use-caller.ts';

export function SyncButton({
  registryId,
  name,
  isSyncing,
  kind,
}: {
  readonly registryId: string;
  readonly name: string;
  readonly isSyncing: boolean;
  /** The main thing of its page; in a row of a table it is small. */
  readonly kind?: 'primary';
}) {
  const sync = useAction('POST /api/registries/{id}/sync', { done: `Sync of ${name} asked for` });
  const caller = useCaller();
  if (!caller.may('developer', 'registry')) return null;
  const busy = sync.isPending ? 'Asking …' : isSyncing ? 'Syncing …' : undefined;
  return (
    <Button
      {...(kind === undefined ? { size: 'small' as const } : { kind })}
      busy={busy}
      aria-label={`${busy ?? 'Sync now'}: ${name}`}
      onClick={() => sync.mutate({ params: { id: registryId } })}
    >
      Sync now
    </Button>
  );
}
