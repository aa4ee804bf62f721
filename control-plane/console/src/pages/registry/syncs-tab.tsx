// The syncs of the registry, newest first: when, how long on one scale, what was found, and why one failed.

import type { RowOf } from '@harborguard/client/operation-types.ts';
import { errorRow, isErrorCode } from '@harborguard/shared/errors/error-table.ts';
import { getRouteApi } from '@tanstack/react-router';
import { useOperation } from '../../api/use-operation.ts';
import { counted } from '../../components/counted.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { FailureNotice } from '../../components/failure-notice.tsx';
import { Pager } from '../../components/pager.tsx';
import { RelativeTime } from '../../components/relative-time.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { Pill } from '../../components/status-pill.tsx';
import { durationWords } from '../../time/relative-words.ts';
import type { Registry } from './registry.ts';
import { RunningSync } from './running-sync.tsx';

type Sync = RowOf<'GET /api/registries/{id}/syncs'>;

const route = getRouteApi('/registries/$id');
const tones: Readonly<Record<Sync['outcome'], string>> = {
  succeeded: 'good',
  failed: 'bad',
  cancelled: 'wait',
};

export function SyncsTab({ registry: { id, status } }: { readonly registry: Registry }) {
  const { page = 1 } = route.useSearch();
  const navigate = route.useNavigate();
  const syncs = useOperation(
    'GET /api/registries/{id}/syncs',
    { params: { id }, query: { page, limit: 20 } },
    { keepPrevious: true },
  );
  if (syncs.isError) {
    return (
      <FailureNotice
        error={syncs.error}
        what="The syncs could not be read."
        retry={() => void syncs.refetch()}
      />
    );
  }
  if (syncs.data === undefined) return <Skeleton lines={8} label="Loading syncs …" />;
  const running = status === 'SYNCING' ? <RunningSync registryId={id} /> : null;
  if (syncs.data.data.length === 0) {
    return running !== null ? (
      running
    ) : (
      <EmptyState title="No sync has ended yet">
        The first one begins by itself as soon as a sensor serves the registry. “Sync now” asks for
        one at once.
      </EmptyState>
    );
  }
  const longest = Math.max(1, ...syncs.data.data.map((sync) => sync.durationMs));
  return (
    <>
      {running}
      <ol className="syncs">
        {syncs.data.data.map((sync) => (
          <SyncLine key={sync.jobId} sync={sync} longest={longest} />
        ))}
      </ol>
      <Pager
        meta={syncs.data.meta}
        what="syncs"
        onPage={(next) => void navigate({ search: (before) => ({ ...before, page: next }) })}
      />
    </>
  );
}

function SyncLine({ sync, longest }: { readonly sync: Sync; readonly longest: number }) {
  const reason = isErrorCode(sync.code) ? errorRow(sync.code) : undefined;
  return (
    <li className="sync">
      <span className="stack-tight">
        <Pill tone={tones[sync.outcome]}>{sync.outcome}</Pill>
        <span className="tiny muted">
          <RelativeTime at={sync.startedAt} />
        </span>
      </span>
      <span className="stack-tight">
        <span className="row">
          <svg
            className="sync-duration"
            viewBox="0 0 100 6"
            preserveAspectRatio="none"
            aria-hidden="true"
          >
            <rect className="track" width="100" height="6" />
            <rect
              className="done"
              width={Math.max(1, (sync.durationMs / longest) * 100)}
              height="6"
            />
          </svg>
          <span className="small number">{durationWords(sync.durationMs)}</span>
        </span>
        <span className="small muted number">
          {counted(sync.repositories, 'repository', 'repositories')}, {counted(sync.tags, 'tag')},{' '}
          {counted(sync.digests, 'digest')}
          {sync.addedTags === 0 ? '' : ` · ${counted(sync.addedTags, 'tag')} new`}
          {sync.removedTags === 0 ? '' : ` · ${counted(sync.removedTags, 'tag')} gone`}
        </span>
        {sync.conditions.map((code) => (
          <span key={code} className="small">
            <span className="mono muted">{code}</span>{' '}
            {isErrorCode(code) ? errorRow(code).meaning : ''}
          </span>
        ))}
        {sync.code === undefined ? null : (
          <span className="small">
            <span className="mono muted">{sync.code}</span> {reason?.meaning}{' '}
            {reason === undefined ? null : (
              <>
                <b>First check:</b> {reason.firstCheck}
              </>
            )}
          </span>
        )}
      </span>
    </li>
  );
}
