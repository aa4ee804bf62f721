// Narrows the list, in the address.

import type { RowOf } from '@harborguard/client/operation-types.ts';
import { getRouteApi } from '@tanstack/react-router';
import { changedSearch } from '../../search-change.ts';

const route = getRouteApi('/registries');
const statuses = ['ERROR', 'SYNCING', 'DISCONNECTED', 'CONNECTED'] as const;

export function RegistriesFilter({
  registries,
  shown,
}: {
  readonly registries: readonly RowOf<'GET /api/registries'>[];
  readonly shown: number;
}) {
  const { status, text = '' } = route.useSearch();
  const navigate = route.useNavigate();
  const narrow = (change: { status?: string | undefined; text?: string | undefined }) =>
    void navigate({ search: (before) => changedSearch(before, change), replace: true });
  return (
    <search className="panel-head filters" aria-label="Filter registries">
      <div className="field">
        <label htmlFor="registry-text">Name or address</label>
        <input
          id="registry-text"
          className="input"
          value={text}
          onChange={(event) => narrow({ text: event.target.value })}
        />
      </div>
      <div className="field">
        <label htmlFor="registry-status">Status</label>
        <select
          id="registry-status"
          className="input"
          value={status ?? ''}
          onChange={(event) => narrow({ status: event.target.value })}
        >
          <option value="">All ({registries.length})</option>
          {statuses.map((each) => (
            <option key={each} value={each}>
              {each} ({registries.filter((registry) => registry.status === each).length})
            </option>
          ))}
        </select>
      </div>
      <span className="spread" />
      <span className="muted small number" aria-live="polite">
        {shown} shown
      </span>
    </search>
  );
}
