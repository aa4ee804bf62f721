// The packages of the image, with where each lies and what was found about it.
import { getRouteApi } from '@tanstack/react-router';
import { useOperation } from '../../api/use-operation.ts';
import { FailureNotice } from '../../components/failure-notice.tsx';
import { FilterFields } from '../../components/filter-fields.tsx';
import { Pager } from '../../components/pager.tsx';
import { SeverityCountsLine } from '../../components/severity-counts.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { useNarrow } from '../../use-narrow.ts';

const route = getRouteApi('/images/$digest');
const pageSize = 50;

const fields = [
  { kind: 'text', name: 'search', label: 'Name' },
  { kind: 'flag', name: 'affected', label: 'Only with findings' },
] as const;

export function PackagesTab({ digest }: { readonly digest: string }) {
  const { search, affected, page = 1 } = route.useSearch();
  const navigate = route.useNavigate();
  const narrow = useNarrow<ReturnType<typeof route.useSearch>>(navigate);
  const query = {
    page,
    limit: pageSize,
    ...(search === undefined ? {} : { search }),
    ...(affected === true ? { affected } : {}),
  };
  const packages = useOperation(
    'GET /api/images/{digest}/packages',
    { params: { digest }, query },
    { keepPrevious: true },
  );
  return (
    <>
      <FilterFields
        label="Filter packages"
        fields={fields}
        values={{ search, affected }}
        narrow={narrow}
      />
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
            onPage={(next) =>
              void navigate({ search: (before) => ({ ...before, page: next }), resetScroll: false })
            }
          />
        </>
      )}
    </>
  );
}
