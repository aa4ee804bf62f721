// How far an image has been looked into, in words that do not promise more.

import type { RowOf } from '@harborguard/client/operation-types.ts';
import { errorRow, isErrorCode } from '@harborguard/shared/errors/error-table.ts';
import { Pill } from './status-pill.tsx';

type State = RowOf<'GET /api/images'>['state'];

const words: Readonly<Record<State, readonly [tone: string, text: string]>> = {
  indexed: ['good', 'scanned'],
  partial: ['warn', 'scanned in part'],
  failed: ['bad', 'failed'],
  waiting: ['wait', 'waiting'],
  'no-advisory-data': ['warn', 'no advisories for it'],
  artifact: ['good', 'no image'],
};

export function ImageState({
  state,
  errorCode,
}: {
  readonly state: State;
  readonly errorCode?: string | undefined;
}) {
  const [tone, text] = words[state];
  const reason = isErrorCode(errorCode) ? errorRow(errorCode) : undefined;
  return (
    <span
      title={
        reason === undefined ? undefined : `${reason.meaning} First check: ${reason.firstCheck}`
      }
    >
      <Pill tone={tone}>{text}</Pill>
      {errorCode === undefined ? null : <span className="tiny muted mono"> {errorCode}</span>}
    </span>
  );
}
