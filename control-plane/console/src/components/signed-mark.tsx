// Whether an image is signed by somebody who counts.
import type { RowOf } from '@harborguard/client/operation-types.ts';
import { Pill } from './status-pill.tsx';

type Mark = RowOf<'GET /api/images'>['signed'];

const words: Readonly<Record<Mark, readonly [tone: string, text: string]>> = {
  verified: ['good', 'signed'],
  unverified: ['warn', 'signer not trusted'],
  invalid: ['bad', 'signature invalid'],
  none: ['wait', 'not signed'],
};

export function SignedMark({ mark }: { readonly mark: Mark }) {
  const [tone, text] = words[mark];
  return <Pill tone={tone}>{text}</Pill>;
}
