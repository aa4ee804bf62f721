// What was accepted, by whom and until when; and what waits for an approval.
import { useState } from 'react';
import { useOperation } from '../../api/use-operation.ts';
import { FailureNotice } from '../../components/failure-notice.tsx';
import { Pager } from '../../components/pager.tsx';
import { Panel } from '../../components/panel.tsx';
import { RoleNote } from '../../components/role-note.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { useCaller } from '../../components/use-caller.ts';
import { AddExceptionButton } from './add-exception-button.tsx';
import { ExceptionRow } from './exception-row.tsx';

const pageSize = 25;

export function ExceptionsPanel() {
  const [page, setPage] = useState(1);
  const caller = useCaller();
  const exceptions = useOperation(
    'GET /api/exceptions',
    { query: { page, limit: pageSize } },
    { keepPrevious: true },
  );
  return (
    <Panel
      title="Exceptions"
      flush
      note="Findings accepted with a reason; each ends by itself"
      actions={
        caller.may('developer') ? (
          <AddExceptionButton />
        ) : (
          <RoleNote needs="developer" what="Asking for one" />
        )
      }
    >
      {exceptions.isPending ? <Skeleton lines={3} label="Loading exceptions …" /> : null}
      {exceptions.isError ? (
        <FailureNotice
          error={exceptions.error}
          what="The exceptions could not be read."
          retry={() => void exceptions.refetch()}
        />
      ) : null}
      {exceptions.data === undefined ? null : exceptions.data.data.length === 0 ? (
        <p className="panel-body muted">Nothing is accepted. Every finding counts.</p>
      ) : (
        <>
          <div className="scroll">
            <table>
              <thead>
                <tr>
                  <th scope="col">Accepted</th>
                  <th scope="col">Where</th>
                  <th scope="col">Reason</th>
                  <th scope="col">State</th>
                  <th scope="col">Ends</th>
                  <th scope="col">
                    <span className="visually-hidden">Actions</span>
                  </th>
                </tr>
              </thead>
              <tbody>
                {exceptions.data.data.map((exception) => (
                  <ExceptionRow key={exception.id} exception={exception} caller={caller} />
                ))}
              </tbody>
            </table>
          </div>
          <Pager meta={exceptions.data.meta} what="exceptions" onPage={setPage} />
        </>
      )}
    </Panel>
  );
}
