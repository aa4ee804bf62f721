// A list that was asked for: on its way, refused, empty, or its table with the way to the next page.
import type { ReactNode } from 'react';
import { FailureNotice } from './failure-notice.tsx';
import { Pager } from './pager.tsx';
import { Skeleton } from './skeleton.tsx';

type Meta = Parameters<typeof Pager>[0]['meta'];

interface Answer<Row> {
  readonly isError: boolean;
  readonly error: unknown;
  readonly isLoading: boolean;
  readonly data: { readonly data: readonly Row[]; readonly meta?: Meta } | undefined;
  refetch(): unknown;
}

/** A column by its name; `Actions` is named for screen readers only. */
type Column = string | { readonly name: string; readonly align: 'end' };

export function AskedList<Row>({
  answer,
  what,
  columns,
  empty,
  onPage,
  children,
}: {
  readonly answer: Answer<Row>;
  /** What its rows are, such as `keys`. */
  readonly what: string;
  readonly columns: readonly Column[];
  /** What is said where there is no row. */
  readonly empty: ReactNode;
  readonly onPage?: (page: number) => void;
  readonly children: (row: Row) => ReactNode;
}) {
  const { data } = answer;
  return (
    <>
      {answer.isError ? (
        <FailureNotice
          error={answer.error}
          what={`The ${what} could not be read.`}
          retry={() => void answer.refetch()}
        />
      ) : null}
      {answer.isLoading ? <Skeleton lines={4} label={`Loading ${what} …`} /> : null}
      {data === undefined ? null : data.data.length === 0 ? (
        typeof empty === 'string' ? (
          <p className="panel-body muted">{empty}</p>
        ) : (
          empty
        )
      ) : (
        <>
          <div className="scroll">
            <table>
              <thead>
                <tr>{columns.map(columnHead)}</tr>
              </thead>
              <tbody>{data.data.map(children)}</tbody>
            </table>
          </div>
          {data.meta === undefined || onPage === undefined ? null : (
            <Pager meta={data.meta} what={what} onPage={onPage} />
          )}
        </>
      )}
    </>
  );
}

function columnHead(column: Column): ReactNode {
  const { name, className } =
    typeof column === 'string'
      ? { name: column, className: undefined }
      : { name: column.name, className: column.align };
  return (
    <th key={name} scope="col" className={className}>
      {name === 'Actions' ? <span className="visually-hidden">{name}</span> : name}
    </th>
  );
}
