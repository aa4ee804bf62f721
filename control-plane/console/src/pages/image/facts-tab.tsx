// Secrets left in the image, files with dangerous permissions, and how it is configured to run.

import type { RowOf } from '@harborguard/client/operation-types.ts';
import { getRouteApi } from '@tanstack/react-router';
import { useOperation } from '../../api/use-operation.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { FailureNotice } from '../../components/failure-notice.tsx';
import { FilterSelect } from '../../components/filter-select.tsx';
import { Pager } from '../../components/pager.tsx';
import { SeverityBadge } from '../../components/severity-badge.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { useNarrow } from '../../use-narrow.ts';

type Fact = RowOf<'GET /api/images/{digest}/facts'>;

const route = getRouteApi('/images/$digest');
const pageSize = 50;
const kindWords: Readonly<Record<Fact['kind'], string>> = {
  secret: 'Secret',
  permission: 'Permissions',
  configuration: 'Configuration',
};

export function FactsTab({ digest }: { readonly digest: string }) {
  const { kind, page = 1 } = route.useSearch();
  const navigate = route.useNavigate();
  const narrow = useNarrow<ReturnType<typeof route.useSearch>>(navigate);
  const query = {
    page,
    limit: pageSize,
    ...(kind === undefined ? {} : { kind: kind as Fact['kind'] }),
  };
  const facts = useOperation(
    'GET /api/images/{digest}/facts',
    { params: { digest }, query },
    { keepPrevious: true },
  );
  const rows = facts.data?.data;
  return (
    <>
      <div className="panel-head filters">
        <FilterSelect
          label="Kind"
          value={kind}
          options={[['', 'All'], ...Object.entries(kindWords)]}
          onChange={(next) => narrow({ kind: next })}
        />
      </div>
      {facts.isPending ? <Skeleton lines={6} label="Loading what was noticed …" /> : null}
      {facts.isError ? (
        <FailureNotice
          error={facts.error}
          what="What was noticed could not be read."
          retry={() => void facts.refetch()}
        />
      ) : null}
      {rows === undefined || facts.data === undefined ? null : rows.length === 0 ? (
        <EmptyState title="Nothing to remark">
          No secret, no dangerous permission and nothing in the configuration stood out
          {kind === undefined ? '' : ' of this kind'}.
        </EmptyState>
      ) : (
        <>
          <FactsTable facts={rows} />
          <Pager
            meta={facts.data.meta}
            what="remarks"
            onPage={(next) =>
              void navigate({ search: (before) => ({ ...before, page: next }), resetScroll: false })
            }
          />
        </>
      )}
    </>
  );
}

function FactsTable({ facts }: { readonly facts: readonly Fact[] }) {
  return (
    <div className="scroll">
      <table>
        <thead>
          <tr>
            <th scope="col">Severity</th>
            <th scope="col">What</th>
            <th scope="col">Where</th>
            <th scope="col">What to do</th>
          </tr>
        </thead>
        <tbody>
          {facts.map((fact) => (
            <tr key={`${fact.rule} ${fact.layer} ${fact.path} ${fact.line} ${fact.place}`}>
              <td>
                <SeverityBadge severity={fact.severity} />
                <div className="tiny muted">{kindWords[fact.kind]}</div>
              </td>
              <td>
                <b>{fact.title}</b>
                <div className="small muted">{fact.detail}</div>
                <div className="tiny muted mono">
                  {fact.rule}
                  {fact.cis === undefined ? '' : `, CIS ${fact.cis}`}
                </div>
              </td>
              <td className="finding-place" data-label="Where">
                <FactPlace fact={fact} />
              </td>
              <td className="small finding-text">{fact.remedy ?? '–'}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function FactPlace({ fact }: { readonly fact: Fact }) {
  const line = fact.line === undefined ? '' : `:${fact.line}`;
  const path = fact.path === undefined ? fact.place : `/${fact.path.replace(/^\//, '')}${line}`;
  const owner = [fact.mode, fact.owner].filter((each) => each !== undefined).join(', ');
  return (
    <>
      <div className="mono tiny finding-path">{path ?? 'the image as a whole'}</div>
      <div className="tiny muted">
        {fact.layer === undefined ? '' : `layer ${fact.layer + 1}`}
        {owner === '' ? '' : ` · ${owner}`}
        {fact.removedInLayer === undefined
          ? ''
          : ` · removed in layer ${fact.removedInLayer + 1}, still in the image`}
      </div>
    </>
  );
}
