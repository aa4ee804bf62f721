// Makes a key: it is shown this once.
import { useState } from 'react';
import { ActionForm } from '../../components/action-form.tsx';
import { DialogButton } from '../../components/dialog-button.tsx';
import { FormChoices } from '../../components/form-choices.tsx';
import { FormName } from '../../components/form-name.tsx';
import { FormSelect } from '../../components/form-select.tsx';
import { type Role, rolesWithin } from '../../components/roles.ts';
import { ShownOnce } from '../../components/shown-once.tsx';
import { useAction } from '../../components/use-action.ts';
import { useCaller } from '../../components/use-caller.ts';
import { useRegistryNames } from '../../components/use-registry-names.ts';

const expiries = [
  ['30', '30 days'],
  ['90', '90 days'],
  ['365', 'A year'],
  ['', 'Never'],
] as const;
type Expiry = (typeof expiries)[number][0];

export function CreateKeyButton() {
  return (
    <DialogButton label="Create key" title="Create an API key" kind="primary">
      {(close) => <CreateKeyForm close={close} />}
    </DialogButton>
  );
}

function CreateKeyForm({ close }: { readonly close: () => void }) {
  const caller = useCaller();
  const registries = useRegistryNames();
  const [name, setName] = useState('');
  const [role, setRole] = useState<Role>('viewer');
  const [expiry, setExpiry] = useState<Expiry>('90');
  const [registryIds, setRegistryIds] = useState<readonly string[]>([]);
  const [key, setKey] = useState<string>();
  const create = useAction('POST /api/api-keys', {
    quiet: true,
    onDone: ({ data }) => setKey(data.key),
  });
  if (key !== undefined) {
    return (
      <ShownOnce
        text={key}
        what="the key"
        note={`${name.trim()} is made. Copy the key now: it is shown this once and kept nowhere.`}
        onDone={close}
      />
    );
  }
  return (
    <ActionForm
      action={create}
      submit="Create"
      busy="Making …"
      failed="No key was made."
      close={close}
      onSubmit={() =>
        create.mutate({
          body: {
            name: name.trim(),
            role,
            ...(registryIds.length === 0 ? {} : { registryIds }),
            ...(expiry === '' ? {} : { expiresInDays: Number(expiry) }),
          },
        })
      }
    >
      <FormName
        hint="Where it is used, such as pipeline of payments."
        lengthMax={100}
        value={name}
        onChange={setName}
      />
      <div className="grid-2">
        <FormSelect
          label="Role"
          value={role}
          options={rolesWithin(caller.role ?? 'viewer').map((each) => [each, each] as const)}
          onChange={setRole}
        />
        <FormSelect label="Ends after" value={expiry} options={expiries} onChange={setExpiry} />
      </div>
      {registries.size === 0 ? null : (
        <FormChoices
          label="Registries it sees"
          hint="None ticked: all of them, also those that are connected later."
          options={[...registries]}
          chosen={registryIds}
          onChange={setRegistryIds}
        />
      )}
    </ActionForm>
  );
}
