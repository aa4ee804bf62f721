// Accepts findings until a day, all with one reason. Below admin it is asked for, and waits for an approval.

import type { RequestOf } from '@harborguard/client/operation-types.ts';
import { useState } from 'react';
import { now } from '../time/browser-clock.ts';
import { ActionForm } from './action-form.tsx';
import { FormSelect } from './form-select.tsx';
import { FormText } from './form-text.tsx';
import { useAction } from './use-action.ts';
import { useCaller } from './use-caller.ts';

export type ExceptionAbout = Pick<
  RequestOf<'POST /api/exceptions'>['body'],
  'advisory' | 'package' | 'scope'
>;

const dayMs = 86_400_000;
const terms = [
  ['7', 'A week'],
  ['30', '30 days'],
  ['90', '90 days'],
] as const;
type Term = (typeof terms)[number][0];

export function ExceptionForm({
  about,
  isWhole,
  reasonBefore = '',
  close,
}: {
  /** One, or many that are accepted together or not at all. */
  readonly about: ExceptionAbout | readonly ExceptionAbout[];
  /** Of the exception this one renews. */
  readonly reasonBefore?: string;
  /** Whether it is said what is accepted. */
  readonly isWhole: boolean;
  readonly close: () => void;
}) {
  const caller = useCaller();
  const isRequest = !caller.may('admin');
  const [reason, setReason] = useState(reasonBefore);
  const [term, setTerm] = useState<Term>('30');
  const accept = useAction('POST /api/exceptions/bulk', {
    quiet: true,
    done: isRequest ? 'Asked for; an administrator has to approve it' : 'Accepted',
    onDone: close,
  });
  return (
    <ActionForm
      action={accept}
      submit={isRequest ? 'Ask for it' : 'Accept'}
      busy="Saving …"
      failed="Nothing was accepted."
      isWhole={isWhole && reason.trim() !== ''}
      close={close}
      onSubmit={() => {
        const expiresAt = new Date(now() + Number(term) * dayMs).toISOString();
        accept.mutate({ body: { findings: [about].flat(), reason: reason.trim(), expiresAt } });
      }}
    >
      <FormText
        label="Reason"
        hint="Stands beside it for everybody, and in the audit log."
        required
        maxLength={1_000}
        value={reason}
        onChange={setReason}
      />
      <FormSelect label="Ends after" value={term} options={terms} onChange={setTerm} />
      {isRequest ? (
        <p className="hint">An administrator has to approve it; until then it changes nothing.</p>
      ) : null}
    </ActionForm>
  );
}
