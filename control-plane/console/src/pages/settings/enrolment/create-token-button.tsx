// Makes an enrolment token: it is shown this once.
import { useState } from 'react';
import { ActionForm } from '../../../components/action-form.tsx';
import { DialogButton } from '../../../components/dialog-button.tsx';
import { FormChoices } from '../../../components/form-choices.tsx';
import { FormLines } from '../../../components/form-lines.tsx';
import { FormName } from '../../../components/form-name.tsx';
import { FormSelect } from '../../../components/form-select.tsx';
import { FormText } from '../../../components/form-text.tsx';
import { ShownOnce } from '../../../components/shown-once.tsx';
import { useAction } from '../../../components/use-action.ts';
import { useRegistryNames } from '../../../components/use-registry-names.ts';
import { labelsOf } from './label-lines.ts';

const ends = [
  ['24', 'A day'],
  ['168', 'A week'],
  ['720', '30 days'],
] as const;
type End = (typeof ends)[number][0];

export function CreateTokenButton() {
  return (
    <DialogButton label="Create token" title="Create an enrolment token">
      {(close) => <CreateToken close={close} />}
    </DialogButton>
  );
}

function CreateToken({ close }: { readonly close: () => void }) {
  const registries = useRegistryNames();
  const [name, setName] = useState('');
  const [uses, setUses] = useState('1');
  const [end, setEnd] = useState<End>('24');
  const [labelText, setLabelText] = useState('');
  const [registryIds, setRegistryIds] = useState<readonly string[]>([]);
  const make = useAction('POST /api/enrolment-tokens', { quiet: true });
  const labels = labelsOf(labelText);
  const token = make.data?.data.token;
  if (token !== undefined) {
    return (
      <ShownOnce
        text={token}
        what="the token"
        note="Give it to each sensor as HARBORGUARD_ENROLMENT_TOKEN. It is shown this once."
        onDone={close}
      />
    );
  }
  return (
    <ActionForm
      action={make}
      submit="Create"
      busy="Making …"
      failed="No token was made."
      isWhole={labels !== undefined}
      close={close}
      onSubmit={() =>
        make.mutate({
          body: {
            name: name.trim(),
            registryIds,
            labels: labels ?? {},
            usesMax: Number(uses),
            expiresInHours: Number(end),
          },
        })
      }
    >
      <FormName lengthMax={100} value={name} onChange={setName} />
      <div className="grid-2">
        <FormText
          label="For how many sensors"
          type="number"
          min={1}
          max={1_000}
          required
          value={uses}
          onChange={setUses}
        />
        <FormSelect label="Ends after" value={end} options={ends} onChange={setEnd} />
      </div>
      {registries.size === 0 ? null : (
        <FormChoices
          label="Registries"
          hint="What its sensors serve; none ticked: those they are bound to later."
          options={[...registries]}
          chosen={registryIds}
          onChange={setRegistryIds}
        />
      )}
      <FormLines
        label="Labels"
        hint="One a line, such as site=plant 7."
        problem={
          labels === undefined
            ? 'Each line needs a name and a value with = between them.'
            : undefined
        }
        value={labelText}
        onChange={setLabelText}
      />
    </ActionForm>
  );
}
