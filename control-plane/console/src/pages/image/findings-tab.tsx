// The findings of the image, narrowed by severity, by layer and by what can be fixed.

import type { RequestOf } from '@harborguard/client/operation-types.ts';
import { getRouteApi } from '@tanstack/react-router';
import { useOperation } from '../../api/use-operation.ts';
import { Button } from '../../components/button.tsx';
import { FailureNotice } from '../../components/failure-notice.tsx';
import { FilterFields } from '../../components/filter-fields.tsx';
import { severityOptions } from '../../components/filter-options.ts';
import { Pager } from '../../components/pager.tsx';
import { RoleNote } from '../../components/role-note.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { useNarrow } from '../../use-narrow.ts';
import type { ImageDetail } from './image-detail.ts';
import { ImageFindingsTable } from './image-findings-table.tsx';

const route = getRouteApi('/images/$digest');
const pageSize = 50;

const fields = [
  { kind: 'choice', name: 'severity', label: 'Severity', options: severityOptions },
  { kind: 'flag', name: 'fixable', label: 'Fix available' },
  { kind: 'flag', name: 'kev', label: 'Known exploited' },
] as const;

export function FindingsTab({ image }: { readonly image: ImageDetail }) {
  const { digest } = image;
  const { layer, severity, fixable, kev, page } = route.useSearch();
  const navigate = route.useNavigate();
  const query = {
    layer,
    severity,
    fixable,
    kev,
    page,
    limit: pageSize,
  } as unknown as RequestOf<'GET /api/images/{digest}/findings'>['query'] & object;
  const findings = useOperation(
    'GET /api/images/{digest}/findings',
    { params: { digest }, query },
    { keepPrevious: true },
  );
  const narrow = useNarrow<ReturnType<typeof route.useSearch>>(navigate);
  return (
    <>
      <FilterFields
        label="Filter findings"
        fields={fields}
        values={{ severity, fixable, kev }}
        narrow={narrow}
      >
        {layer === undefined ? null : (
          <Button size="small" onClick={() => narrow({ layer: '' })}>
            {`Only layer ${Number(layer) + 1}: show all`}
          </Button>
        )}
        <span className="spread" />
        <span className="small muted number" aria-live="polite">
          {findings.data === undefined
            ? ''
            : `${findings.data.meta.total.toLocaleString('en')} shown`}
        </span>
      </FilterFields>
      {findings.isPending ? <Skeleton lines={8} label="Loading findings …" /> : null}
      {findings.isError ? (
        <FailureNotice
          error={findings.error}
          what="The findings could not be read."
          retry={() => void findings.refetch()}
        />
      ) : null}
      {findings.data === undefined ? null : findings.data.data.length === 0 ? (
        <p className="panel-body muted">Nothing found here.</p>
      ) : (
        <>
          <RoleNote needs="developer" what="Accepting a finding" />
          <ImageFindingsTable
            digest={digest}
            findings={findings.data.data}
            isFromBase={(index) => image.layers[index]?.fromBase}
          />
          <Pager
            meta={findings.data.meta}
            what="findings"
            onPage={(next) =>
              void navigate({ search: (before) => ({ ...before, page: next }), resetScroll: false })
            }
          />
        </>
      )}
    </>
  );
}
