// What the image is called, how it does, and what can be done with it.
import { Link } from '@tanstack/react-router';
import { ButtonLink } from '../../components/button.tsx';
import { byteWords } from '../../components/byte-words.ts';
import { CopyButton } from '../../components/copy-button.tsx';
import { shortDigest } from '../../components/digest-words.ts';
import { ImageState } from '../../components/image-state.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { RelativeTime } from '../../components/relative-time.tsx';
import { SeverityCountsLine } from '../../components/severity-counts.tsx';
import { SignedMark } from '../../components/signed-mark.tsx';
import { DownloadMenu } from './download-menu.tsx';
import type { ImageDetail } from './image-detail.ts';
import { RescanButton } from './rescan-button.tsx';
import { signedMarkOf } from './signature-words.ts';

export function ImageHead({ image }: { readonly image: ImageDetail }) {
  const [place] = image.places;
  const title =
    place === undefined ? shortDigest(image.digest) : `${place.repository}:${place.tag}`;
  return (
    <PageHead
      title={title}
      above={
        place === undefined ? undefined : (
          <Link className="link" to="/registries/$id" params={{ id: place.registryId }}>
            {place.registryName}
          </Link>
        )
      }
      note={
        <div className="stack-tight">
          <div className="row">
            <span className="mono">{shortDigest(image.digest)}</span>
            <CopyButton text={image.digest} what="digest" />
            {image.platform === undefined ? null : <span className="tag">{image.platform}</span>}
            {image.sizeBytes === undefined ? null : (
              <span className="tag">{byteWords(image.sizeBytes)}</span>
            )}
            {image.distro === undefined ? null : <span className="tag">{image.distro}</span>}
          </div>
          <div className="row">
            <ImageState state={image.state} errorCode={image.errorCode} />
            {image.kind === 'image' ? <SignedMark mark={signedMarkOf(image.signatures)} /> : null}
            <SeverityCountsLine counts={image.findings} />
            {image.facts?.created === undefined ? null : (
              <span>
                built <RelativeTime at={image.facts.created} />
              </span>
            )}
            {place === undefined || place.pushedAt === null ? null : (
              <span>
                pushed <RelativeTime at={place.pushedAt} />
              </span>
            )}
            {image.scannedAt === undefined ? null : (
              <span>
                scanned <RelativeTime at={image.scannedAt} />
              </span>
            )}
          </div>
        </div>
      }
      actions={
        <>
          <ButtonLink to="/compare" search={{ to: image.digest }}>
            Compare
          </ButtonLink>
          <DownloadMenu digest={image.digest} />
          <RescanButton image={image} />
        </>
      }
    />
  );
}
