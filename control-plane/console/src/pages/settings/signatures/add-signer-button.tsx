// Trusts a public key, or a keyless identity with its issuer.
import { useState } from 'react';
import { ActionForm } from '../../../components/action-form.tsx';
import { DialogButton } from '../../../components/dialog-button.tsx';
import { FormLines } from '../../../components/form-lines.tsx';
import { FormName } from '../../../components/form-name.tsx';
import { FormSelect } from '../../../components/form-select.tsx';
import { FormText } from '../../../components/form-text.tsx';
import { linesOf } from '../../../components/lines.ts';
import { useAction } from '../../../components/use-action.ts';

const kinds = [
  ['key', 'A public key'],
  ['identity', 'A keyless identity'],
] as const;

export function AddSignerButton() {
  return (
    <DialogButton label="Add signer" title="Trust a signer" kind="primary">
      {(close) => <AddSigner close={close} />}
    </DialogButton>
  );
}

function AddSigner({ close }: { readonly close: () => void }) {
  const [form, setForm] = useState({
    ...{ name: '', kind: 'key' as 'key' | 'identity', repositories: '' },
    ...{ publicKey: '', identity: '', issuer: '' },
  });
  const add = useAction('POST /api/signers', { quiet: true, done: 'Trusted', onDone: close });
  const onChange = (part: Partial<typeof form>) => setForm({ ...form, ...part });
  return (
    <ActionForm
      action={add}
      submit="Trust"
      busy="Saving …"
      failed="Nobody is trusted more than before."
      close={close}
      onSubmit={() => {
        const repositories = linesOf(form.repositories);
        const trust =
          form.kind === 'key'
            ? { kind: form.kind, publicKey: `${form.publicKey.trim()}\n` }
            : { kind: form.kind, identity: form.identity.trim(), issuer: form.issuer.trim() };
        add.mutate({
          body: {
            name: form.name.trim(),
            ...(repositories.length === 0 ? {} : { repositories }),
            trust,
          },
        });
      }}
    >
      <div className="grid-2">
        <FormName
          hint="Policies name it."
          lengthMax={100}
          value={form.name}
          onChange={(name) => onChange({ name })}
        />
        <FormSelect
          label="Trusted by"
          value={form.kind}
          options={kinds}
          onChange={(kind) => onChange({ kind })}
        />
      </div>
      {form.kind === 'key' ? (
        <FormLines
          label="Public key (PEM)"
          hint="What cosign keeps as cosign.pub. ECDSA, RSA from 2048 bits, or Ed25519."
          rows={4}
          required
          placeholder="-----BEGIN PUBLIC KEY-----"
          value={form.publicKey}
          onChange={(publicKey) => onChange({ publicKey })}
        />
      ) : (
        <>
          <FormText
            label="Identity"
            hint="Compared as a whole; * stands for any run of characters."
            placeholder="https://github.com/acme/*@refs/tags/*"
            required
            maxLength={1_000}
            value={form.identity}
            onChange={(identity) => onChange({ identity })}
          />
          <FormText
            label="Issuer"
            placeholder="https://token.actions.githubusercontent.com"
            required
            maxLength={1_000}
            value={form.issuer}
            onChange={(issuer) => onChange({ issuer })}
          />
        </>
      )}
      <FormLines
        label="Repositories"
        hint="One pattern a line; none: all of them."
        value={form.repositories}
        onChange={(repositories) => onChange({ repositories })}
      />
    </ActionForm>
  );
}
