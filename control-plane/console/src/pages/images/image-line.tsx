// One row of the list of images, or its shape while it is on its way.
import { Link } from '@tanstack/react-router';
import { memo } from 'react';
import { byteWords } from '../../components/byte-words.ts';
import { shortDigest } from '../../components/digest-words.ts';
import { ImageState } from '../../components/image-state.tsx';
import { PolicyMark } from '../../components/policy-mark.tsx';
import { PushedTime } from '../../components/pushed-time.tsx';
import { RelativeTime } from '../../components/relative-time.tsx';
import { SeverityBar } from '../../components/severity-bar.tsx';
import { SeverityCountsLine } from '../../components/severity-counts.tsx';
import { SignedMark } from '../../components/signed-mark.tsx';
import type { ImageRow } from './use-image-window.ts';

export const ImageLine = memo(function ImageLine({
  index,
  top,
  most,
  image,
}: {
  readonly index: number;
  readonly top: number;
  readonly most: number;
  readonly image: ImageRow | undefined;
}) {
  return (
    <tr
      aria-rowindex={index + 2}
      className="image-line image-row"
      style={{ transform: `translateY(${top}px)` }}
    >
      {image === undefined ? (
        <td>
          <span className="skeleton" />
          <span className="visually-hidden">Loading …</span>
        </td>
      ) : (
        <Cells image={image} most={most} />
      )}
    </tr>
  );
});

function Cells({ image, most }: { readonly image: ImageRow; readonly most: number }) {
  const { repository, tag, digest, registryName } = image;
  return (
    <>
      <td className="image-name">
        <Link
          to="/images/$digest"
          params={{ digest }}
          className="name image-title"
          title={`${repository}:${tag}`}
          aria-label={`${repository}:${tag}`}
        >
          <span className="image-repository">{repository}</span>
          <span className="image-tag">:{tag}</span>
        </Link>
        <span className="tiny muted" title={registryName}>
          {image.platform === undefined ? '' : `${image.platform} · `}
          <span className="mono">{shortDigest(digest)}</span> · {registryName}
        </span>
      </td>
      <td className="stack-tight">
        <SeverityBar counts={image.findings} most={most} />
        <SeverityCountsLine counts={image.findings} />
      </td>
      <td className="image-marks">
        <ImageState state={image.state} errorCode={image.errorCode} />
        <PolicyMark verdict={image.verdict} sentence={image.verdictSentence} />
        {image.signed === 'none' ? null : <SignedMark mark={image.signed} />}
      </td>
      <td className="number image-end">{image.packages.toLocaleString('en')}</td>
      <td className="number image-end nowrap">
        {image.sizeBytes === undefined ? '–' : byteWords(image.sizeBytes)}
      </td>
      <td className="stack-tight small">
        <PushedTime tag={image} />
        <span className="tiny muted">
          {image.scannedAt === undefined ? (
            'not scanned'
          ) : (
            <>
              scanned <RelativeTime at={image.scannedAt} />
            </>
          )}
        </span>
      </td>
    </>
  );
}
