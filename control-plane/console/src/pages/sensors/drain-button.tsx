// Lets a sensor finish what it does and take no more, or take work again.
import type { RowOf } from '@harborguard/client/operation-types.ts';
import { Button } from '../../components/button.tsx';
import { useAction } from '../../components/use-action.ts';
import { useCaller } from '../../components/use-caller.ts';

export function DrainButton({ sensor }: { readonly sensor: RowOf<'GET /api/sensors'> }) {
  const { id, name, drained } = sensor;
  const caller = useCaller();
  const drain = useAction('POST /api/sensors/{id}/drain', {
    done: `${name} finishes its jobs and takes no more`,
  });
  const resume = useAction('POST /api/sensors/{id}/resume', { done: `${name} takes work again` });
  if (sensor.managed || !caller.may('admin')) return null;
  const request = { params: { id } };
  return (
    <div className="row">
      <Button
        size="small"
        aria-label={`${drained ? 'Resume' : 'Drain'} ${name}`}
        busy={drain.isPending || resume.isPending ? 'Telling it …' : undefined}
        onClick={() => (drained ? resume : drain).mutate(request)}
      >
        {drained ? 'Resume' : 'Drain'}
      </Button>
      <span className="hint">
        {drained
          ? 'It takes no new jobs until it is resumed.'
          : 'Finishes its jobs and takes no more, such as before an update.'}
      </span>
    </div>
  );
}
