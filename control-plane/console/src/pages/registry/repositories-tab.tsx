// What the registry holds, repository by repository, below the folder each stands in.

import type { RowOf } from '@harborguard/client/operation-types.ts';
import { getRouteApi, Link } from '@tanstack/react-router';
import { Fragment, useCallback } from 'react';
import { useOperation } from '../../api/use-operation.ts';
import { counted } from '../../components/counted.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { FailureNotice } from '../../components/failure-notice.tsx';
import { FilterText } from '../../components/filter-text.tsx';
import { Pager } from '../../components/pager.tsx';
import { RelativeTime } from '../../components/relative-time.tsx';
import { SeverityCountsLine } from '../../components/severity-counts.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { changedSearch } from '../../search-change.ts';

type Repository = RowOf<'GET /api/registries/{id}/repositories'>;

const route = getRouteApi('/registries/$id');
const pageSize = 50;

export function RepositoriesTab({ id }: { readonly id: string }) {
  const { page = 1, search } = route.useSearch();
  const navigate = route.useNavigate();
  const query = { page, limit: pageSize, ...(search === undefined ? {} : { search }) };
  const found = useOperation(
    'GET /api/registries/{id}/repositories',
    { params: { id }, query },
    { keepPrevious: true },
  );
  const byName = useCallback(
    (text: string) =>
      void navigate({ search: (before) => changedSearch(before, { search: text }), replace: true }),
    [navigate],
  );
  if (found.isError) {
    return (
      <FailureNotice
        error={found.error}
        what="The repositories could not be read."
        retry={() => void found.refetch()}
      />
    );
  }
  return (
    <>
      <search className="panel-head filters" aria-label="Filter repositories">
        <FilterText label="Name" placeholder="payments" value={search} onChange={byName} />
      </search>
      {found.data === undefined ? (
        <Skeleton lines={8} label="Loading repositories …" />
      ) : found.data.data.length === 0 ? (
        <EmptyState title="No repository here">
          {search === undefined
            ? 'Repositories appear with the first sync that lists them.'
            : 'None has this in its name.'}
        </EmptyState>
      ) : (
        <>
          <ul className="repositories">
            {foldersOf(found.data.data).map(({ folder, repositories }) => (
              <Fragment key={folder}>
                {folder === '' ? null : <li className="folder tiny muted mono">{folder}/</li>}
                {repositories.map((row) => (
                  <RepositoryLine key={row.repository} row={row} folder={folder} registryId={id} />
                ))}
              </Fragment>
            ))}
          </ul>
          <Pager
            meta={found.data.meta}
            what="repositories"
            onPage={(next) => void navigate({ search: (before) => ({ ...before, page: next }) })}
          />
        </>
      )}
    </>
  );
}

function RepositoryLine({
  row,
  folder,
  registryId,
}: {
  readonly row: Repository;
  readonly folder: string;
  readonly registryId: string;
}) {
  const { repository, tags, images, waiting, findings, lastSeenAt } = row;
  return (
    <li>
      <Link
        className="repository"
        data-inside={folder !== ''}
        to="/images"
        search={{ registry: registryId, repository }}
      >
        <span className="stack-tight">
          <span className="name" title={repository}>
            {folder === '' ? repository : repository.slice(folder.length + 1)}
          </span>
          <span className="tiny muted number">
            {counted(tags, 'tag')}, {counted(images, 'image')}
            {waiting === 0 ? '' : `, ${waiting.toLocaleString('en')} not scanned yet`} · seen{' '}
            <RelativeTime at={lastSeenAt} />
          </span>
        </span>
        <SeverityCountsLine counts={findings} />
      </Link>
    </li>
  );
}

/** By all but the last part of the name, in the order they come. */
function foldersOf(rows: readonly Repository[]) {
  const folders = new Map<string, Repository[]>();
  for (const row of rows) {
    const folder = row.repository.split('/').slice(0, -1).join('/');
    folders.set(folder, [...(folders.get(folder) ?? []), row]);
  }
  return [...folders].map(([folder, repositories]) => ({ folder, repositories }));
}
