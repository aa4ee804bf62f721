// What the registry has sent lately, and what became of it.
import { useOperation } from '../../api/use-operation.ts';
import { FailureNotice } from '../../components/failure-notice.tsx';
import { RelativeTime } from '../../components/relative-time.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { Pill } from '../../components/status-pill.tsx';

const tones = { accepted: 'good', ignored: 'wait', replayed: 'wait', refused: 'bad' } as const;

export function ReceiptsList({ id }: { readonly id: string }) {
  const receipts = useOperation('GET /api/registries/{id}/webhook/receipts', {
    params: { id },
    query: { limit: 10 },
  });
  if (receipts.isError) {
    return (
      <FailureNotice
        error={receipts.error}
        what="The events could not be read."
        retry={() => void receipts.refetch()}
      />
    );
  }
  if (receipts.data === undefined) return <Skeleton lines={2} label="Loading events …" />;
  const rows = receipts.data.data;
  return (
    <section className="stack" aria-label="Events received">
      <h2>Events received</h2>
      {rows.length === 0 ? (
        <p className="muted small">None yet. Push an image, and it appears here within seconds.</p>
      ) : null}
      <ul className="stack-tight">
        {rows.map((receipt) => (
          <li key={`${receipt.receivedAt} ${receipt.source}`} className="row small">
            <Pill tone={tones[receipt.outcome]}>{receipt.outcome}</Pill>
            <RelativeTime at={receipt.receivedAt} />
            <span className="mono">{receipt.repositories.join(', ')}</span>
            <span className="muted">
              from {receipt.source}
              {receipt.reason === undefined ? '' : `: ${receipt.reason}`}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
