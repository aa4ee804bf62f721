// What was done, by whom, newest first; and all of it as a file.

import type { RowOf } from '@harborguard/client/operation-types.ts';
import { getRouteApi } from '@tanstack/react-router';
import { useCallback } from 'react';
import { download } from '../../api/call.ts';
import { useOperation } from '../../api/use-operation.ts';
import { Button } from '../../components/button.tsx';
import { FailureNotice } from '../../components/failure-notice.tsx';
import { FilterText } from '../../components/filter-text.tsx';
import { Pager } from '../../components/pager.tsx';
import { RoleNote } from '../../components/role-note.tsx';
import { saveFile } from '../../components/save-file.ts';
import { Skeleton } from '../../components/skeleton.tsx';
import { useCaller } from '../../components/use-caller.ts';
import { changedSearch } from '../../search-change.ts';
import { AuditProof } from './audit-proof.tsx';
import { AuditTable } from './audit-table.tsx';

const route = getRouteApi('/settings');
const pageSize = 50;
const formats = ['csv', 'json'] as const;

export function AuditTab() {
  const { actor, action, page = 1 } = route.useSearch();
  const navigate = route.useNavigate();
  const caller = useCaller();
  const filter = {
    ...(actor === undefined ? {} : { actor }),
    ...(action === undefined ? {} : { action }),
  };
  const events = useOperation(
    'GET /api/audit',
    { query: { ...filter, page, limit: pageSize } },
    { keepPrevious: true, enabled: caller.may('auditor') },
  );
  const narrow = useCallback(
    (change: { actor?: string; action?: string }) =>
      void navigate({ search: (before) => changedSearch(before, change), replace: true }),
    [navigate],
  );
  const byAction = useCallback((text: string) => narrow({ action: text }), [narrow]);
  if (caller.role !== undefined && !caller.may('auditor')) {
    return (
      <div className="panel-body">
        <RoleNote needs="auditor" what="Reading the audit log" />
      </div>
    );
  }
  return (
    <>
      <search className="panel-head filters" aria-label="Filter the audit log">
        <FilterText label="Action" placeholder="api-keys" value={action} onChange={byAction} />
        {actor === undefined ? null : (
          <Button size="small" onClick={() => narrow({ actor: '' })}>
            {`Only by ${nameOf(actor, events.data?.data ?? [])}: show all`}
          </Button>
        )}
        <span className="spread" />
        {formats.map((format) => (
          <Button
            key={format}
            onClick={() =>
              void saveFile(
                download('GET /api/audit/export', { query: { ...filter, format } }),
                `audit.${format}`,
              )
            }
          >
            {`Export ${format.toUpperCase()}`}
          </Button>
        ))}
      </search>
      <AuditProof />
      {events.isError ? (
        <FailureNotice
          error={events.error}
          what="The audit log could not be read."
          retry={() => void events.refetch()}
        />
      ) : null}
      {events.isPending ? <Skeleton lines={8} label="Loading the audit log …" /> : null}
      {events.data === undefined ? null : (
        <>
          <AuditTable events={events.data.data} onActor={(id) => narrow({ actor: id })} />
          <Pager
            meta={events.data.meta}
            what="events"
            onPage={(next) => void navigate({ search: (before) => ({ ...before, page: next }) })}
          />
        </>
      )}
    </>
  );
}

function nameOf(actorId: string, events: readonly RowOf<'GET /api/audit'>[]): string {
  const name = events.find(({ actor }) => actor.id === actorId)?.actor.name ?? '';
  return name === '' ? actorId : name;
}
