// Accepts one finding of this image for a while, here only or wherever the package is.

import type { RowOf } from '@harborguard/client/operation-types.ts';
import { useState } from 'react';
import { DialogButton } from '../../components/dialog-button.tsx';
import { ExceptionForm } from '../../components/exception-form.tsx';
import { FormSelect } from '../../components/form-select.tsx';
import { useCaller } from '../../components/use-caller.ts';

type Finding = RowOf<'GET /api/images/{digest}/findings'>;
type Reach = 'image' | 'everywhere';

const reaches: readonly (readonly [Reach, string])[] = [
  ['image', 'In this image only'],
  ['everywhere', 'In every image'],
];

export function AcceptFindingButton({
  finding,
  digest,
}: {
  readonly finding: Finding;
  readonly digest: string;
}) {
  const caller = useCaller();
  if (!caller.may('developer')) return null;
  const { advisoryId, packageName } = finding;
  const label = caller.may('admin') ? 'Accept' : 'Ask to accept';
  return (
    <DialogButton
      label={label}
      size="small"
      describe={`${label} ${advisoryId} in ${packageName}`}
      title={`Accept ${advisoryId} in ${packageName}`}
    >
      {(close) => <AcceptFinding finding={finding} digest={digest} close={close} />}
    </DialogButton>
  );
}

function AcceptFinding({
  finding,
  digest,
  close,
}: {
  readonly finding: Finding;
  readonly digest: string;
  readonly close: () => void;
}) {
  const [reach, setReach] = useState<Reach>('image');
  const about = {
    advisory: finding.advisoryId,
    package: finding.packageName,
    scope: reach === 'image' ? { digests: [digest] } : {},
  };
  return (
    <>
      <FormSelect label="Where" value={reach} options={reaches} onChange={setReach} />
      <ExceptionForm about={about} isWhole close={close} />
    </>
  );
}
