// Two images side by side: what came, what went, what stayed. The address holds both, so it can be shared.

import { ApiError } from '@harborguard/client/api-error.ts';
import type { RequestOf } from '@harborguard/client/operation-types.ts';
import { getRouteApi } from '@tanstack/react-router';
import { useOperation } from '../../api/use-operation.ts';
import { CopyButton } from '../../components/copy-button.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { FailureNotice } from '../../components/failure-notice.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { CompareForm } from './compare-form.tsx';
import { Comparison } from './comparison.tsx';
import './compare.css';

const route = getRouteApi('/compare');

export function ComparePage() {
  const { from, to, registry, platform } = route.useSearch();
  const isAsked = from !== undefined && to !== undefined;
  const query = {
    from: from ?? '',
    to: to ?? '',
    ...(registry === undefined ? {} : { registry }),
    ...(platform === undefined ? {} : { platform }),
  } satisfies RequestOf<'GET /api/images/compare'>['query'];
  const compared = useOperation('GET /api/images/compare', { query }, { enabled: isAsked });
  return (
    <>
      <PageHead
        title="Compare images"
        note="Which packages and findings came, went and stayed between two tags or digests"
        actions={
          isAsked ? (
            <CopyButton text={window.location.href} label="Copy link" what="to this comparison" />
          ) : undefined
        }
      />
      <CompareForm />
      {isAsked ? null : (
        <section className="panel">
          <EmptyState title="Choose two images">
            Name each by its tag, as <span className="mono">repository:tag</span>, or by its digest.
            The first is the one to compare with, usually the older.
          </EmptyState>
        </section>
      )}
      {isAsked && compared.isPending ? (
        <section className="panel">
          <Skeleton lines={8} label="Comparing …" />
        </section>
      ) : null}
      {compared.isError ? (
        <FailureNotice
          error={compared.error}
          what={failureWords(compared.error, { from: query.from, to: query.to })}
          retry={() => void compared.refetch()}
        />
      ) : null}
      {compared.data === undefined || !isAsked ? null : (
        <Comparison compared={compared.data.data} names={{ from, to }} />
      )}
    </>
  );
}

/** The API says which of the two it does not know. */
function failureWords(error: unknown, names: { readonly from: string; readonly to: string }) {
  const [issue] = error instanceof ApiError && error.status === 404 ? error.issues : [];
  const side = issue?.path.replace('/', '');
  return side === 'from' || side === 'to'
    ? `No image here is called ${names[side]}.`
    : 'The two could not be compared.';
}
