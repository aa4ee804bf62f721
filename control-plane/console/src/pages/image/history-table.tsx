// The digests a tag named, each with its time and the image of this platform behind it, on one scale.

import type { RowOf } from '@harborguard/client/operation-types.ts';
import { Link } from '@tanstack/react-router';
import { byteWords } from '../../components/byte-words.ts';
import { CopyButton } from '../../components/copy-button.tsx';
import { shortDigest } from '../../components/digest-words.ts';
import { ImageState } from '../../components/image-state.tsx';
import { RelativeTime } from '../../components/relative-time.tsx';
import { totalOf } from '../../components/severity.ts';
import { SeverityBar } from '../../components/severity-bar.tsx';
import { SeverityCountsLine } from '../../components/severity-counts.tsx';
import type { ImageDetail } from './image-detail.ts';

const usualPlatform = 'linux/amd64';

type Row = RowOf<'GET /api/registries/{id}/tag-history'>;

export function HistoryTable({
  name,
  rows,
  image,
}: {
  readonly name: string;
  readonly rows: readonly Row[];
  readonly image: ImageDetail;
}) {
  const shown = rows.map((row) => ({ row, of: imageOf(row, image) }));
  const most = Math.max(1, ...shown.map(({ of }) => (of === undefined ? 0 : totalOf(of.findings))));
  return (
    <div className="scroll">
      <table aria-label={`What ${name} named`}>
        <thead>
          <tr>
            <th scope="col">Digest</th>
            <th scope="col">When</th>
            <th scope="col" className="history-findings">
              Findings today
            </th>
            <th scope="col" className="end">
              Packages
            </th>
            <th scope="col" className="end">
              Size
            </th>
            <th scope="col" className="end">
              Against this image
            </th>
          </tr>
        </thead>
        <tbody>
          {shown.map(({ row, of }) => (
            <HistoryRow
              key={`${row.digest} ${row.seenFrom}`}
              row={row}
              of={of}
              most={most}
              image={image}
            />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function HistoryRow({
  row,
  of,
  most,
  image,
}: {
  readonly row: Row;
  readonly of: Row['images'][number] | undefined;
  readonly most: number;
  readonly image: ImageDetail;
}) {
  const digest = image.kind === 'index' ? row.digest : (of?.digest ?? row.digest);
  const isThis = digest === image.digest;
  return (
    <tr data-this={isThis}>
      <td>
        <span className="row">
          <Link className="name mono" to="/images/$digest" params={{ digest }}>
            {shortDigest(digest)}
          </Link>
          <CopyButton text={digest} what={shortDigest(digest)} />
        </span>
        <div className="tiny muted">
          {isThis ? 'this image' : ''}
          {of?.platform === image.platform ? '' : ` ${of?.platform ?? ''}`}
        </div>
      </td>
      <td data-label="When" className="small">
        since <RelativeTime at={row.seenFrom} />
        <div className="tiny muted">
          {row.seenUntil === undefined ? (
            'named now'
          ) : (
            <>
              until <RelativeTime at={row.seenUntil} />
            </>
          )}
        </div>
      </td>
      <td>
        {of === undefined ? (
          <span className="small muted">no longer known</span>
        ) : of.state === 'waiting' || of.state === 'failed' ? (
          <ImageState state={of.state} />
        ) : (
          <span className="stack-tight">
            <SeverityBar counts={of.findings} most={most} />
            <SeverityCountsLine counts={of.findings} />
          </span>
        )}
      </td>
      <td className="end number" data-label="Packages">
        {of === undefined ? '–' : of.packages.toLocaleString('en')}
      </td>
      <td className="end number nowrap" data-label="Size">
        {of?.sizeBytes === undefined ? '–' : byteWords(of.sizeBytes)}
      </td>
      <td className="end">
        {isThis || of === undefined ? null : (
          <Link
            className="link small"
            to="/compare"
            search={{ from: digest, to: image.digest }}
            aria-label={`Compare ${shortDigest(digest)} with this image`}
          >
            Compare
          </Link>
        )}
      </td>
    </tr>
  );
}

/** Of an index, the image of the platform one looks at, else of the most usual one. */
function imageOf(row: Row, { platform, digest }: ImageDetail): Row['images'][number] | undefined {
  const { images } = row;
  return (
    images.find((each) => each.digest === digest) ??
    images.find((each) => each.platform === (platform ?? usualPlatform)) ??
    images[0]
  );
}
