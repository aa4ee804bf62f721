// What the filters, as they stand in the form, would keep and leave out of what is known. It follows the typing.
import type { RequestOf } from '@harborguard/client/operation-types.ts';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { call } from '../../api/call.ts';
import { counted } from '../../components/counted.ts';
import { FailureNotice } from '../../components/failure-notice.tsx';
import { useSettled } from '../../time/use-settled.ts';

type Filters = RequestOf<'POST /api/registries/preview-filters'>['body']['filters'];
interface Part {
  readonly repositories: number;
  readonly tags: number;
  readonly names: readonly string[];
}

const pauseMs = 350;

export function FilterPreview({
  registryId,
  filters,
}: {
  readonly registryId: string;
  readonly filters: Filters;
}) {
  const typed = JSON.stringify(filters);
  const settled = useSettled(typed, pauseMs);
  const preview = useQuery({
    queryKey: ['POST /api/registries/preview-filters', registryId, settled],
    queryFn: ({ signal }) =>
      call(
        'POST /api/registries/preview-filters',
        { body: { registryId, filters: JSON.parse(settled) as Filters } },
        signal,
      ),
    placeholderData: keepPreviousData,
    retry: false,
  });
  const result = preview.data?.data;
  const isBehind = typed !== settled || preview.isFetching;
  return (
    <section className="stack-tight setup" aria-label="What the filters keep">
      <p className="hint">
        Of what the last sync found{isBehind ? ', looking again …' : '; nothing is saved yet'}
      </p>
      {preview.isError ? (
        <FailureNotice error={preview.error} what="The filters could not be tried." />
      ) : null}
      <div className="small stack-tight" aria-live="polite" aria-busy={isBehind}>
        {result === undefined || preview.isError ? null : (
          <>
            <PartWords words="Keeps" part={result.keeps} />
            <PartWords words="Leaves out" part={result.drops} />
            {result.undated === 0 ? null : (
              <p className="muted">
                Of {counted(result.undated, 'tag')} it keeps nobody knows the age; the next sync
                may.
              </p>
            )}
          </>
        )}
      </div>
    </section>
  );
}

/** Of nothing it is said that it is nothing, not that it is 0 tags of 0 repositories. */
function PartWords({ words, part }: { readonly words: string; readonly part: Part }) {
  return (
    <p>
      <b>
        {words}{' '}
        {part.tags === 0
          ? 'nothing'
          : `${counted(part.tags, 'tag')} of ${counted(part.repositories, 'repository', 'repositories')}`}
      </b>{' '}
      <span className="muted mono">{part.names.join(', ')}</span>
    </p>
  );
}
