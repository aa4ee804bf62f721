// Stops the looking for changes for a while, without losing anything.
import { Button } from '../../components/button.tsx';
import { RelativeTime } from '../../components/relative-time.tsx';
import { useAction } from '../../components/use-action.ts';
import type { Registry } from './registry.ts';

export function PauseSwitch({ registry }: { readonly registry: Registry }) {
  const { id, name, pausedAt } = registry;
  const pause = useAction('POST /api/registries/{id}/pause', { done: `${name} is paused` });
  const resume = useAction('POST /api/registries/{id}/resume', { done: `${name} goes on` });
  const request = { params: { id } };
  return (
    <section className="row" aria-label="Pause">
      <span className="stack-tight">
        <b>{pausedAt === null ? 'Pause this registry' : 'This registry is paused'}</b>
        <span className="hint">
          {pausedAt === null ? (
            'Nothing is read from it until it is resumed; what is known stays.'
          ) : (
            <>
              since <RelativeTime at={pausedAt} />; nothing is read from it.
            </>
          )}
        </span>
      </span>
      <span className="spread" />
      <Button
        busy={pause.isPending || resume.isPending ? 'Saving …' : undefined}
        onClick={() => (pausedAt === null ? pause : resume).mutate(request)}
      >
        {pausedAt === null ? 'Pause' : 'Resume'}
      </Button>
    </section>
  );
}
