// Invites somebody: the link is shown this once, to be sent to them.

import type { DataOf } from '@harborguard/client/operation-types.ts';
import { useState } from 'react';
import { ActionForm } from '../../components/action-form.tsx';
import { DialogButton } from '../../components/dialog-button.tsx';
import { FormSelect } from '../../components/form-select.tsx';
import { FormText } from '../../components/form-text.tsx';
import { type Role, rolesWithin } from '../../components/roles.ts';
import { ShownOnce } from '../../components/shown-once.tsx';
import { useAction } from '../../components/use-action.ts';
import { useCaller } from '../../components/use-caller.ts';
import { absoluteWords } from '../../time/relative-words.ts';

export function InviteButton() {
  return (
    <DialogButton label="Invite somebody" title="Invite somebody" kind="primary">
      {(close) => <InviteForm close={close} />}
    </DialogButton>
  );
}

function InviteForm({ close }: { readonly close: () => void }) {
  const caller = useCaller();
  const [email, setEmail] = useState('');
  const [role, setRole] = useState<Role>('viewer');
  const [made, setMade] = useState<DataOf<'POST /api/invitations'>>();
  const invite = useAction('POST /api/invitations', {
    quiet: true,
    onDone: ({ data }) => setMade(data),
  });
  if (made !== undefined) {
    const link = made.link.startsWith('/') ? `${window.location.origin}${made.link}` : made.link;
    return (
      <ShownOnce
        text={link}
        what="the link"
        note={`Send this link to ${made.email}. It is shown this once, works once, and ends on ${absoluteWords(Date.parse(made.expiresAt))}.`}
        onDone={close}
      />
    );
  }
  return (
    <ActionForm
      action={invite}
      submit="Make the link"
      busy="Inviting …"
      failed="Nobody was invited."
      close={close}
      onSubmit={() => invite.mutate({ body: { email: email.trim(), role } })}
    >
      <FormText
        label="E-mail"
        type="email"
        autoComplete="off"
        required
        maxLength={254}
        value={email}
        onChange={setEmail}
      />
      <FormSelect
        label="Role"
        value={role}
        options={rolesWithin(caller.role ?? 'viewer').map((each) => [each, each] as const)}
        onChange={setRole}
      />
    </ActionForm>
  );
}
