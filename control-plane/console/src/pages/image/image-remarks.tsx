// What limits what is known about this image: a scan that failed, parts that could not be read, types of packages
// nothing is known about.
import { errorRow, isErrorCode } from '@harborguard/shared/errors/error-table.ts';
import { groupedVerdicts } from './grouped-verdicts.ts';
import type { ImageDetail } from './image-detail.ts';

const issuesShownMax = 5;

export function ImageRemarks({ image }: { readonly image: ImageDetail }) {
  const failure = isErrorCode(image.errorCode) ? errorRow(image.errorCode) : undefined;
  return (
    <>
      {failure === undefined ? null : (
        <div className="notice" data-tone="bad">
          <p>
            <b>The scan failed.</b> {failure.meaning}{' '}
            <span className="mono muted">{image.errorCode}</span>
          </p>
          <p className="small">
            <b>First check:</b> {failure.firstCheck}
          </p>
        </div>
      )}
      {groupedVerdicts(image.verdicts).map(({ verdict, sentence, names }) => (
        <div
          key={`${verdict} ${sentence}`}
          className="notice"
          data-tone={verdict === 'block' ? 'bad' : 'warn'}
        >
          <p>
            <b>{verdict === 'block' ? 'Blocked by policy' : 'A policy warns'}</b> as{' '}
            <span className="name">{names.join(', ')}</span>. {sentence}
          </p>
        </div>
      ))}
      {image.state === 'waiting' && image.kind !== 'index' ? (
        <div className="notice">
          <p>
            <b>Not scanned yet.</b>{' '}
            <span className="muted">
              What is in it is not known; that is not the same as clean.
            </span>
          </p>
        </div>
      ) : null}
      {image.uncoveredTypes.length === 0 ? null : (
        <div className="notice" data-tone="warn">
          <p>
            <b>Nothing is known about its {image.uncoveredTypes.join(', ')} packages.</b>{' '}
            <span className="muted">
              The imported advisories do not cover them, so no finding can show.
            </span>
          </p>
        </div>
      )}
      {image.issues.length === 0 ? null : (
        <div className="notice" data-tone="warn">
          <p>
            <b>Parts could not be read.</b>
          </p>
          <ul className="small muted">
            {image.issues.slice(0, issuesShownMax).map((issue) => (
              <li key={`${issue.code} ${issue.layer ?? ''} ${issue.path ?? ''}`}>
                <span className="mono">{issue.code}</span> {issue.path} {issue.detail}
              </li>
            ))}
            {image.issues.length > issuesShownMax ? (
              <li>and {image.issues.length - issuesShownMax} more</li>
            ) : null}
          </ul>
        </div>
      )}
    </>
  );
}
