// What the policies say of an image, where that is anything: blocked, or worth a warning.
import type { RowOf } from '@harborguard/client/operation-types.ts';
import { Pill } from './status-pill.tsx';

type PolicyVerdict = RowOf<'GET /api/images'>['verdict'];

export function PolicyMark({
  verdict,
  sentence,
}: {
  readonly verdict: PolicyVerdict;
  readonly sentence?: string | undefined;
}) {
  if (verdict !== 'block' && verdict !== 'warn') return null;
  return (
    <span title={sentence}>
      <Pill tone={verdict === 'block' ? 'bad' : 'warn'}>
        {verdict === 'block' ? 'blocked by policy' : 'policy warns'}
      </Pill>
    </span>
  );
}
