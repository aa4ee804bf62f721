// Starts a sync, or joins the one that runs.
import { Button } from './button.tsx';
import { useAction } from './use-action.ts';

export function SyncButton({
  registryId,
  name,
  isSyncing,
}: {
  readonly registryId: string;
  readonly name: string;
  readonly isSyncing: boolean;
}) {
  const sync = useAction('POST /api/registries/{id}/sync', { done: `Sync of ${name} asked for` });
  const busy = sync.isPending ? 'Asking …' : isSyncing ? 'Syncing …' : undefined;
  return (
    <Button
      size="small"
      busy={busy}
      aria-label={`${busy ?? 'Sync now'}: ${name}`}
      onClick={() => sync.mutate({ params: { id: registryId } })}
    >
      Sync now
    </Button>
  );
}
