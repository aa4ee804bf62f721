// Which part of a list is shown, and the way to the next.
import { Button } from './button.tsx';

export function Pager({
  meta,
  onPage,
  what,
}: {
  readonly meta: {
    readonly page: number;
    readonly pageSize: number;
    readonly total: number;
    readonly totalIsMinimum?: boolean;
    readonly hasNext: boolean;
    readonly hasPrev: boolean;
  };
  readonly onPage: (page: number) => void;
  readonly what: string;
}) {
  const from = meta.total === 0 ? 0 : (meta.page - 1) * meta.pageSize + 1;
  const isMore = meta.totalIsMinimum === true;
  const end = meta.page * meta.pageSize;
  const to = isMore ? end : Math.min(end, meta.total);
  return (
    <nav className="pager" aria-label={`Pages of ${what}`}>
      <span className="muted small number">
        {from.toLocaleString('en')} to {to.toLocaleString('en')} of {isMore ? 'more than ' : ''}
        {meta.total.toLocaleString('en')}
      </span>
      <span className="spread" />
      {meta.hasPrev || meta.hasNext ? (
        <>
          <Button size="small" disabled={!meta.hasPrev} onClick={() => onPage(meta.page - 1)}>
            Previous
          </Button>
          <Button size="small" disabled={!meta.hasNext} onClick={() => onPage(meta.page + 1)}>
            Next
          </Button>
        </>
      ) : null}
    </nav>
  );
}
