// What can be done with all jobs the filter shows at once, as far as their state allows it.
import { Allowed } from '../../components/allowed.tsx';
import { BulkJobsButton, type Group } from './bulk-jobs.tsx';

const unfinished = ['queued', 'assigned', 'running'] as const;
const failed = ['failed', 'dead'] as const;

interface Filter {
  readonly state?: string;
  readonly kind?: string;
  readonly registry?: string;
}

export function BulkActions({
  filter,
  registries,
}: {
  readonly filter: Filter;
  readonly registries: ReadonlyMap<string, string>;
}) {
  const { state, kind, registry } = filter;
  const group = {
    ...(kind === undefined ? {} : { kind: kind as Group['kind'] & string }),
    ...(registry === undefined ? {} : { registryId: registry }),
    ...(state === undefined ? {} : { state: state as Group['state'] & string }),
  };
  const where = registry === undefined ? '' : ` of ${registries.get(registry) ?? 'this registry'}`;
  const what = kind === undefined ? 'jobs' : `${kind}s`;
  return (
    <Allowed needs="developer" what="Cancelling and running again" reach="registry">
      {isAmong(unfinished, state) ? (
        <BulkJobsButton
          operation="POST /api/jobs/cancel"
          group={group}
          about={`All ${what} ${state === undefined ? 'that wait or run' : `in the state ${state}`}${where}`}
        />
      ) : null}
      {isAmong(failed, state) ? (
        <BulkJobsButton
          operation="POST /api/jobs/redrive"
          group={group}
          about={`All ${what} ${state === undefined ? 'that failed or died' : `in the state ${state}`}${where}`}
        />
      ) : null}
    </Allowed>
  );
}

function isAmong(states: readonly string[], state: string | undefined): boolean {
  return state === undefined || states.includes(state);
}
