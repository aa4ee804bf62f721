// What was accepted, by whom and until when; and what waits for an approval.

import type { RequestOf } from '@harborguard/client/operation-types.ts';
import { getRouteApi } from '@tanstack/react-router';
import { useCallback } from 'react';
import { useOperation } from '../../api/use-operation.ts';
import { Allowed } from '../../components/allowed.tsx';
import { AskedList } from '../../components/asked-list.tsx';
import { FilterSelect } from '../../components/filter-select.tsx';
import { FilterText } from '../../components/filter-text.tsx';
import { Panel } from '../../components/panel.tsx';
import { changedSearch } from '../../search-change.ts';
import { AddExceptionButton } from './add-exception-button.tsx';
import { ExceptionRow } from './exception-row.tsx';

type Query = RequestOf<'GET /api/exceptions'>['query'] & object;

const route = getRouteApi('/policies');
const pageSize = 25;

export function ExceptionsPanel() {
  const { state, cve, page = 1 } = route.useSearch();
  const navigate = route.useNavigate();
  const query = { state, cve, page, limit: pageSize } as Query;
  const exceptions = useOperation('GET /api/exceptions', { query }, { keepPrevious: true });
  const narrow = useCallback(
    (change: { state?: string; cve?: string }) =>
      void navigate({ search: (before) => changedSearch(before, change), replace: true }),
    [navigate],
  );
  const byAdvisory = useCallback((text: string) => narrow({ cve: text }), [narrow]);
  return (
    <Panel
      title="Exceptions"
      flush
      note="Findings accepted with a reason; each ends by itself"
      actions={
        <Allowed needs="developer" what="Asking for one">
          <AddExceptionButton />
        </Allowed>
      }
    >
      <search className="panel-head filters" aria-label="Filter exceptions">
        <FilterText
          label="Advisory"
          placeholder="CVE-2021-44228"
          value={cve}
          onChange={byAdvisory}
        />
        <FilterSelect
          label="State"
          value={state}
          options={[
            ['', 'All'],
            ['requested', 'requested'],
            ['active', 'active'],
            ['expired', 'expired'],
            ['revoked', 'revoked'],
          ]}
          onChange={(next) => narrow({ state: next })}
        />
      </search>
      <AskedList
        answer={exceptions}
        what="exceptions"
        columns={['Accepted', 'Where', 'Reason', 'State', 'Ends', 'Actions']}
        empty={
          state === undefined && cve === undefined
            ? 'Nothing is accepted. Every finding counts.'
            : 'No exception matches.'
        }
        onPage={(next) => void navigate({ search: (before) => ({ ...before, page: next }) })}
      >
        {(exception) => <ExceptionRow key={exception.id} exception={exception} />}
      </AskedList>
    </Panel>
  );
}
