// What can be done with a job: stop it, or run it again.
import type { RowOf } from '@harborguard/client/operation-types.ts';
import { Button } from './button.tsx';
import { useAction } from './use-action.ts';
import { useCaller } from './use-caller.ts';

export function JobActions({ job }: { readonly job: RowOf<'GET /api/jobs'> }) {
  const cancel = useAction('POST /api/jobs/{id}/cancel', { done: 'Job cancelled' });
  const redrive = useAction('POST /api/jobs/{id}/redrive', { done: 'Job queued again' });
  const caller = useCaller();
  if (!caller.may('developer', 'registry')) return null;
  const request = { params: { id: job.id } };
  if (job.finishedAt === undefined) {
    return (
      <Button
        size="small"
        busy={cancel.isPending ? 'Cancelling …' : undefined}
        aria-label={`Cancel this ${job.kind}`}
        onClick={() => cancel.mutate(request)}
      >
        Cancel
      </Button>
    );
  }
  if (job.state === 'succeeded' || job.kind === 'probe') return null;
  return (
    <Button
      size="small"
      busy={redrive.isPending ? 'Queueing …' : undefined}
      aria-label={`Run again: this ${job.kind}`}
      onClick={() => redrive.mutate(request)}
    >
      Run again
    </Button>
  );
}
