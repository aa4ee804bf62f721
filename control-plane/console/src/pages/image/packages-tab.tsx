// The packages of the image, with where each lies and what was found about it.
import { useCallback, useState } from 'react';
import { useOperation } from '../../api/use-operation.ts';
import { FailureNotice } from '../../components/failure-notice.tsx';
import { FilterText } from '../../components/filter-text.tsx';
import { Pager } from '../../components/pager.tsx';
import { SeverityCountsLine } from '../../components/severity-counts.tsx';
import { Skeleton } from '../../components/skeleton.tsx';

const pageSize = 50;

export function PackagesTab({ digest }: { readonly digest: string }) {
  const [{ search, affected, page }, setFilter] = useState<Filter>({
    search: '',
    affected: false,
    page: 1,
  });
  const query = {
    page,
    limit: pageSize,
    ...(search === '' ? {} : { search }),
    ...(affected ? { affected } : {}),
  };
  const packages = useOperation(
    'GET /api/images/{digest}/packages',
    { params: { digest }, query },
    { keepPrevious: true },
  );
  const bySearch = useSearchSetter(setFilter);
  return (
    <>
      <div className="panel-head filters">
        <FilterText label="Name" value={search} onChange={bySearch} />
        <label className="check-field small">
          <input
            type="checkbox"
            checked={affected}
            onChange={(event) => setFilter({ search, affected: event.target.checked, page: 1 })}
          />
          Only with findings
        </label>
      </div>
      {packages.isPending ? <Skeleton lines={8} label="Loading packages …" /> : null}
      {packages.isError ? (
        <FailureNotice
          error={packages.error}
          what="The packages could not be read."
          retry={() => void packages.refetch()}
        />
      ) : null}
      {packages.data === undefined ? null : packages.data.data.length === 0 ? (
        <p className="panel-body muted">No package here.</p>
      ) : (
        <>
          <div className="scroll">
            <table>
              <thead>
                <tr>
                  <th scope="col">Package</th>
                  <th scope="col">Type</th>
                  <th scope="col">Findings</th>
                  <th scope="col">Where</th>
                  <th scope="col" className="end">
                    Layer
                  </th>
                </tr>
              </thead>
              <tbody>
                {packages.data.data.map((row) => (
                  <tr key={`${row.purl} ${row.layer} ${row.locations[0] ?? ''}`}>
                    <td>
                      <span className="mono name">{row.name}</span>
                      <div className="tiny muted mono">{row.version}</div>
                    </td>
                    <td>{row.type}</td>
                    <td>
                      <SeverityCountsLine counts={row.findings} />
                    </td>
                    <td className="mono tiny">
                      {row.locations
                        .slice(0, 2)
                        .map((each) => `/${each.replace(/^\//, '')}`)
                        .join(', ')}
                    </td>
                    <td className="end number" data-label="Layer">
                      {row.layer + 1}
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
          <Pager
            meta={packages.data.meta}
            what="packages"
            onPage={(next) => setFilter({ search, affected, page: next })}
          />
        </>
      )}
    </>
  );
}

function useSearchSetter(
  setFilter: (change: (before: Filter) => Filter) => void,
): (search: string) => void {
  return useCallback(
    (search) => setFilter((before) => ({ ...before, search, page: 1 })),
    [setFilter],
  );
}

interface Filter {
  readonly search: string;
  readonly affected: boolean;
  readonly page: number;
}
