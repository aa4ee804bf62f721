// Who signed the image, and what else hangs on it: attestations, SBOMs, and whether each can be believed.
import { byteWords } from '../../components/byte-words.ts';
import { shortDigest } from '../../components/digest-words.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { RelativeTime } from '../../components/relative-time.tsx';
import { Pill } from '../../components/status-pill.tsx';
import type { ImageDetail } from './image-detail.ts';
import {
  attachmentWords,
  type PlaceVerdict,
  verdictDetail,
  verdictWords,
} from './signature-words.ts';

export function SignaturesTab({ image }: { readonly image: ImageDetail }) {
  const { signatures, attachments } = image;
  if (
    attachments.length === 0 &&
    signatures.every(({ verdict }) => verdict.kind === 'no-signature')
  ) {
    return (
      <EmptyState title="Nothing is attached to this image">
        Signatures, attestations and SBOMs that are pushed beside it, by cosign for one, appear here
        with the next sync.
      </EmptyState>
    );
  }
  return (
    <>
      <ul className="verdicts">
        {signatures.map(({ registryId, repository, verdict }) => (
          <li key={`${registryId} ${repository}`} className="row">
            <VerdictPill verdict={verdict} />
            <span className="small">{verdictDetail(verdict)}</span>
            <span className="small muted name">in {repository}</span>
          </li>
        ))}
      </ul>
      {attachments.length === 0 ? null : (
        <div className="scroll">
          <table>
            <thead>
              <tr>
                <th scope="col">Attachment</th>
                <th scope="col">Verdict</th>
                <th scope="col">Repository</th>
                <th scope="col" className="end">
                  Size
                </th>
                <th scope="col" className="end">
                  First seen
                </th>
              </tr>
            </thead>
            <tbody>
              {attachments.map((attachment) => (
                <tr key={`${attachment.registryId} ${attachment.repository} ${attachment.digest}`}>
                  <td>
                    <b>{attachmentWords[attachment.kind]}</b>{' '}
                    <span className="tiny muted mono">{shortDigest(attachment.digest)}</span>
                    <div className="tiny muted mono finding-path">
                      {[attachment.artifactType, ...attachment.predicateTypes]
                        .filter((each) => each !== undefined)
                        .join(', ')}
                    </div>
                  </td>
                  <td data-label="Verdict">
                    {attachment.verdict === undefined ? (
                      <span className="muted">–</span>
                    ) : (
                      <VerdictPill verdict={attachment.verdict} />
                    )}
                    <div className="tiny muted">
                      {attachment.problem ??
                        (attachment.verdict === undefined ? '' : verdictDetail(attachment.verdict))}
                    </div>
                  </td>
                  <td className="name">{attachment.repository}</td>
                  <td className="end number nowrap" data-label="Size">
                    {byteWords(attachment.sizeBytes)}
                  </td>
                  <td className="end small" data-label="First seen">
                    <RelativeTime at={attachment.firstSeenAt} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </>
  );
}

function VerdictPill({ verdict }: { readonly verdict: PlaceVerdict }) {
  const [tone, words] = verdictWords[verdict.kind];
  return <Pill tone={tone}>{words}</Pill>;
}
