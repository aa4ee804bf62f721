// The API keys: what each may do, where, until when, and whether it is used.
import { useState } from 'react';
import { useOperation } from '../../api/use-operation.ts';
import { FailureNotice } from '../../components/failure-notice.tsx';
import { Pager } from '../../components/pager.tsx';
import { RoleNote } from '../../components/role-note.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { useCaller } from '../../components/use-caller.ts';
import { useRegistryNames } from '../../components/use-registry-names.ts';
import { CreateKeyButton } from './create-key-button.tsx';
import { KeyRow } from './key-row.tsx';

const pageSize = 50;

export function KeysTab() {
  const [page, setPage] = useState(1);
  const caller = useCaller();
  const names = useRegistryNames();
  const keys = useOperation(
    'GET /api/api-keys',
    { query: { page, limit: pageSize } },
    { keepPrevious: true, enabled: caller.may('admin') },
  );
  return (
    <>
      <div className="panel-head">
        <span className="muted small">
          For pipelines and sensors. A key is shown once, when it is made.
        </span>
        <span className="spread" />
        {caller.may('admin') ? <CreateKeyButton /> : null}
        <RoleNote needs="admin" what="Seeing and making keys" />
      </div>
      {keys.isError ? (
        <FailureNotice
          error={keys.error}
          what="The keys could not be read."
          retry={() => void keys.refetch()}
        />
      ) : null}
      {keys.isLoading ? <Skeleton lines={4} label="Loading keys …" /> : null}
      {keys.data === undefined ? null : (
        <>
          <div className="scroll">
            <table>
              <thead>
                <tr>
                  <th scope="col">Key</th>
                  <th scope="col">Role</th>
                  <th scope="col">Registries</th>
                  <th scope="col">Made</th>
                  <th scope="col">Ends</th>
                  <th scope="col">Last used</th>
                  <th scope="col">
                    <span className="visually-hidden">Actions</span>
                  </th>
                </tr>
              </thead>
              <tbody>
                {keys.data.data.map((key) => (
                  <KeyRow key={key.id} apiKey={key} registryNames={names} />
                ))}
              </tbody>
            </table>
          </div>
          <Pager meta={keys.data.meta} what="keys" onPage={setPage} />
        </>
      )}
    </>
  );
}
