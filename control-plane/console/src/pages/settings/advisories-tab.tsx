// The advisories images are judged by: where they come from, how old they are, and how the last update went.
import type { DataOf } from '@harborguard/client/operation-types.ts';
import { useOperation } from '../../api/use-operation.ts';
import { Button } from '../../components/button.tsx';
import { FailureNotice } from '../../components/failure-notice.tsx';
import { RelativeTime } from '../../components/relative-time.tsx';
import { RoleNote } from '../../components/role-note.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { Pill } from '../../components/status-pill.tsx';
import { useAction } from '../../components/use-action.ts';
import { useCaller } from '../../components/use-caller.ts';
import { failedFeedWords, feedWords } from './feed-words.ts';

type Advisories = DataOf<'GET /api/advisories'>;

const states = {
  current: ['good', 'current'],
  stale: ['warn', 'has grown old'],
  missing: ['bad', 'missing'],
} as const;

export function AdvisoriesTab() {
  const caller = useCaller();
  const answer = useOperation('GET /api/advisories', {});
  const update = useAction('POST /api/advisories/update', { done: 'The update has begun' });
  if (answer.isError && answer.data === undefined)
    return (
      <FailureNotice
        error={answer.error}
        what="The advisories could not be read."
        retry={() => void answer.refetch()}
      />
    );
  if (answer.data === undefined) return <Skeleton lines={6} label="Loading advisories …" />;
  const advisories = answer.data.data;
  const [tone, words] = states[advisories.state];
  const isUpdating = advisories.updates.running || update.isPending;
  return (
    <div className="panel-body stack">
      <div className="row">
        <Pill tone={tone}>{words}</Pill>
        <span className="spread" />
        {caller.may('admin') ? (
          <Button
            kind="primary"
            busy={isUpdating ? 'Updating …' : undefined}
            onClick={() => update.mutate({})}
          >
            Update now
          </Button>
        ) : null}
        <RoleNote needs="admin" what="Updating" />
      </div>
      <dl className="facts">
        <dt>Source</dt>
        <dd className="mono">{advisories.source ?? 'none'}</dd>
        <dt>Newest advisory</dt>
        <dd>
          <Time at={advisories.newestModifiedAt} />
        </dd>
        <dt>Put together</dt>
        <dd>
          <Time at={advisories.builtAt} />
        </dd>
        <dt>Advisories</dt>
        <dd className="number">
          {(advisories.records ?? 0).toLocaleString('en')} about{' '}
          {(advisories.affectedPackages ?? 0).toLocaleString('en')} packages
        </dd>
        <dt>Exploit signals</dt>
        <dd>{feedWords(advisories.feeds)}</dd>
        <UpdateFacts updates={advisories.updates} />
      </dl>
      <Ecosystems records={advisories.ecosystemRecords} />
    </div>
  );
}

function UpdateFacts({ updates }: { readonly updates: Advisories['updates'] }) {
  const { lastAttempt } = updates;
  return (
    <>
      <dt>Last update</dt>
      <dd>
        <Time at={updates.lastSuccessAt} />
      </dd>
      {lastAttempt === undefined ? null : (
        <>
          <dt>Last attempt</dt>
          <dd>
            {lastAttempt.outcome}
            {lastAttempt.errorCode === undefined ? '' : ` (${lastAttempt.errorCode})`}
            {failedFeedWords(lastAttempt)}, <Time at={lastAttempt.finishedAt} />
          </dd>
        </>
      )}
      <dt>Next attempt</dt>
      <dd>
        {updates.nextAttemptAt === undefined ? (
          'by hand: no address to fetch from is configured'
        ) : (
          <Time at={updates.nextAttemptAt} />
        )}
      </dd>
    </>
  );
}

function Ecosystems({ records = {} }: { readonly records: Advisories['ecosystemRecords'] }) {
  const rows = Object.entries(records).toSorted(([, a], [, b]) => b - a);
  if (rows.length === 0) return null;
  return (
    <section className="stack-tight" aria-label="Ecosystems">
      <h2>Ecosystems</h2>
      <ul className="row small">
        {rows.map(([name, count]) => (
          <li key={name} className="tag">
            {name} <span className="number">{count.toLocaleString('en')}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Time({ at }: { readonly at: string | undefined }) {
  return at === undefined ? 'never' : <RelativeTime at={at} />;
}
