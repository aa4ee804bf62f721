// What the filters, as they stand in the form, would keep and drop of what is known.
import type { RequestOf } from '@harborguard/client/operation-types.ts';
import { Button } from '../../components/button.tsx';
import { counted } from '../../components/counted.ts';
import { FailureNotice } from '../../components/failure-notice.tsx';
import { useAction } from '../../components/use-action.ts';

type Filters = RequestOf<'POST /api/registries/preview-filters'>['body']['filters'];
interface Part {
  readonly repositories: number;
  readonly tags: number;
  readonly names: readonly string[];
}

export function FilterPreview({
  registryId,
  filters,
}: {
  readonly registryId: string;
  readonly filters: Filters;
}) {
  const preview = useAction('POST /api/registries/preview-filters', { quiet: true });
  const result = preview.data?.data;
  return (
    <div className="stack-tight">
      <div className="row">
        <Button
          busy={preview.isPending ? 'Trying …' : undefined}
          onClick={() => preview.mutate({ body: { registryId, filters } })}
        >
          Try the filters
        </Button>
        <span className="hint">On what the last sync found; nothing is saved.</span>
      </div>
      {preview.error === null ? null : (
        <FailureNotice error={preview.error} what="The filters could not be tried." />
      )}
      <div className="small stack-tight" aria-live="polite">
        {result === undefined ? null : (
          <>
            <PartWords words="Keeps" part={result.keeps} />
            <PartWords words="Leaves out" part={result.drops} />
          </>
        )}
      </div>
    </div>
  );
}

function PartWords({ words, part }: { readonly words: string; readonly part: Part }) {
  return (
    <p>
      <b>
        {words} {counted(part.tags, 'tag')} of {part.repositories.toLocaleString('en')}{' '}
        {part.repositories === 1 ? 'repository' : 'repositories'}
      </b>{' '}
      <span className="muted mono">{part.names.join(', ')}</span>
    </p>
  );
}
