// A package by name and versions, across all images that tags show: which versions there are, and in how much.

import type { RequestOf } from '@harborguard/client/operation-types.ts';
import { getRouteApi } from '@tanstack/react-router';
import { useOperation } from '../../api/use-operation.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { FailureNotice } from '../../components/failure-notice.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { Pager } from '../../components/pager.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { PackagesFilter } from './packages-filter.tsx';
import { VersionsTable } from './versions-table.tsx';
import './packages.css';

const route = getRouteApi('/packages');
const pageSize = 50;

type Query = RequestOf<'GET /api/packages'>['query'];

export function PackagesPage() {
  const search = route.useSearch();
  return (
    <>
      <PageHead
        title="Packages"
        note="Which versions of a package your images hold, and in how many of them"
      />
      <section className="panel" aria-label="Packages">
        <PackagesFilter />
        {search.package === undefined ? (
          <EmptyState title="Which package?">
            Type a name, or a name with versions: <span className="mono">log4j-core &lt; 2.17</span>
            , <span className="mono">openssl &gt;= 3.0, &lt; 3.0.7</span>,{' '}
            <span className="mono">lodash@4.17.20</span>. Versions are compared in the order of
            their own ecosystem.
          </EmptyState>
        ) : (
          <Versions query={{ ...search, package: search.package, limit: pageSize } as Query} />
        )}
      </section>
    </>
  );
}

function Versions({ query }: { readonly query: Query }) {
  const navigate = route.useNavigate();
  const versions = useOperation('GET /api/packages', { query }, { keepPrevious: true });
  if (versions.isPending) return <Skeleton lines={8} label="Looking for the package …" />;
  if (versions.isError) {
    return (
      <FailureNotice
        error={versions.error}
        what="The package could not be looked for."
        retry={() => void versions.refetch()}
      />
    );
  }
  const { data, meta } = versions.data;
  if (data.length === 0) {
    return (
      <EmptyState title="No image holds it">
        No image that was scanned so far holds <span className="mono">{query.package}</span>. The
        name is that of the package itself, or of the distribution’s source package; coverage on the
        overview says how much was scanned.
      </EmptyState>
    );
  }
  return (
    <>
      <VersionsTable versions={data} registry={query.registry} repository={query.repository} />
      <Pager
        meta={meta}
        what="versions"
        onPage={(next) => void navigate({ search: (before) => ({ ...before, page: next }) })}
      />
    </>
  );
}
