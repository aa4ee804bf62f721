// The registries the sensor serves, by its key or because it is bound to them.
import { errorRow, isErrorCode } from '@harborguard/shared/errors/error-table.ts';
import { Link } from '@tanstack/react-router';
import { useOperation } from '../../api/use-operation.ts';
import { FailureNotice } from '../../components/failure-notice.tsx';
import { Panel } from '../../components/panel.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { Pill } from '../../components/status-pill.tsx';
import { useRegistryNames } from '../../components/use-registry-names.ts';

export function ServedPanel({ id }: { readonly id: string }) {
  const names = useRegistryNames();
  const answer = useOperation('GET /api/sensors/{id}/registries', { params: { id } });
  const served = answer.data?.data;
  return (
    <Panel title="Serves" flush>
      {answer.isError ? (
        <FailureNotice
          error={answer.error}
          what="What it serves could not be read."
          retry={() => void answer.refetch()}
        />
      ) : null}
      {answer.isLoading ? <Skeleton lines={2} label="Loading what it serves …" /> : null}
      {served?.length === 0 ? (
        <p className="panel-body muted small">
          No registry. Its key names none, or those it names are gone.
        </p>
      ) : null}
      <ul>
        {served?.map(({ registryId, url, reachable, code }) => (
          <li key={registryId} className="member-line">
            <span className="stack-tight">
              <Link to="/registries/$id" params={{ id: registryId }} className="name">
                {names.get(registryId) ?? url}
              </Link>
              <span className="tiny muted mono">{url}</span>
              {isErrorCode(code) ? (
                <span className="tiny muted wrap">
                  <span className="mono">{code}</span> First check: {errorRow(code).firstCheck}
                </span>
              ) : null}
            </span>
            <span className="spread" />
            {reachable === undefined ? null : (
              <Pill tone={reachable ? 'good' : 'bad'}>
                {reachable ? 'reachable' : 'not reachable'}
              </Pill>
            )}
          </li>
        ))}
      </ul>
    </Panel>
  );
}
