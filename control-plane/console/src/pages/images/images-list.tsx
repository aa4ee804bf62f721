// The list itself: a table for screen readers, rows placed by what is in sight.
import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { useRef, useState } from 'react';
import { counted } from '../../components/counted.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { FailureNotice } from '../../components/failure-notice.tsx';
import { NothingMatches } from '../../components/nothing-matches.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { ImageLine } from './image-line.tsx';
import type { ImageListQuery } from './image-list-query.ts';
import { useImageWindow } from './use-image-window.ts';

const rowHeight = 64;
const narrowRowHeight = 84;
/** As the style sheet has it. */
const narrow = window.matchMedia('(max-width: 1080px)');
const columns = ['Image', 'Findings', 'State', 'Packages', 'Size', 'Pushed'];

export function ImagesList({ search }: { readonly search: ImageListQuery }) {
  const list = useRef<HTMLTableElement>(null);
  const [range, setRange] = useState({ from: 0, to: 20 });
  const images = useImageWindow(search, range.from, range.to);
  const { total } = images;
  const virtualizer = useWindowVirtualizer({
    count: images.length,
    estimateSize: () => (narrow.matches ? narrowRowHeight : rowHeight),
    overscan: 8,
    scrollMargin: list.current?.offsetTop ?? 0,
    onChange: ({ range: seen }) => {
      if (seen !== null) setRange({ from: seen.startIndex, to: seen.endIndex });
    },
  });
  const rows = virtualizer.getVirtualItems();
  if (images.error !== null) {
    return (
      <FailureNotice
        error={images.error}
        what="The images could not be read."
        retry={images.retry}
      />
    );
  }
  if (total === undefined) return <Skeleton lines={10} label="Loading images …" />;
  if (total === 0 && isFiltered(search)) {
    return (
      <NothingMatches title="No image fits" to="/images">
        Nothing in the inventory matches these filters.
      </NothingMatches>
    );
  }
  if (total === 0) {
    return (
      <EmptyState title="No image here">
        Images appear as soon as the first sync of a registry lists them, and their findings as they
        are scanned.
      </EmptyState>
    );
  }
  const most = roundUp(Math.max(1, ...rows.map(({ index }) => findingsOf(images.row(index)))));
  return (
    <>
      <output className="panel-head small muted number">
        {images.isMore ? 'More than ' : ''}
        {counted(total, 'row')}, one for each tag and platform
      </output>
      <table
        ref={list}
        className="image-table"
        aria-label="Images"
        aria-rowcount={images.isMore ? -1 : total + 1}
      >
        <thead className="image-head">
          <tr aria-rowindex={1} className="image-line">
            {columns.map((column) => (
              <th key={column} scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="image-rows" style={{ height: virtualizer.getTotalSize() }}>
          {rows.map(({ index, start }) => (
            <ImageLine
              key={index}
              index={index}
              top={start - virtualizer.options.scrollMargin}
              most={most}
              image={images.row(index)}
            />
          ))}
        </tbody>
      </table>
    </>
  );
}

/** An order leaves nothing out. */
function isFiltered({ sort: _sort, ...filter }: ImageListQuery): boolean {
  return Object.values(filter).some((value) => value !== undefined);
}

function findingsOf(
  row: { readonly findings: Readonly<Record<string, number>> } | undefined,
): number {
  return row === undefined ? 0 : Object.values(row.findings).reduce((sum, count) => sum + count, 0);
}

/** To a power of two: so the scale seldom changes while rows run past, and rows that stay are not drawn again. */
function roundUp(count: number): number {
  return 2 ** Math.ceil(Math.log2(count));
}
