// One member, the role they have, and the way out.
import type { RowOf } from '@harborguard/client/operation-types.ts';
import { ConfirmButton } from '../../components/confirm-button.tsx';
import { FormChoiceSaved } from '../../components/form-choice-saved.tsx';
import { RelativeTime } from '../../components/relative-time.tsx';
import { rolesWithin } from '../../components/roles.ts';
import { useAction } from '../../components/use-action.ts';
import type { Caller } from '../../components/use-caller.ts';

type Member = RowOf<'GET /api/members'>;

const signInWords: Readonly<Record<Member['signsInWith'], string>> = {
  password: 'a password',
  oidc: 'the identity provider',
  nothing: 'nothing yet',
};

export function MemberRow({
  member,
  caller,
}: {
  readonly member: Member;
  readonly caller: Caller;
}) {
  const { id, email, name } = member;
  const edit = useAction('PATCH /api/members/{id}', { done: `The role of ${email} is changed` });
  const remove = useAction('DELETE /api/members/{id}', { done: `${email} is no longer a member` });
  const givable = caller.role === undefined ? [] : rolesWithin(caller.role);
  const mayChange = caller.may('admin') && givable.includes(member.role);
  return (
    <tr>
      <td>
        <span className="stack-tight">
          <span className="name">
            {name === '' ? email : name}
            {id === caller.id ? <span className="tag">you</span> : null}
          </span>
          {name === '' || name === email ? null : <span className="tiny muted">{email}</span>}
        </span>
      </td>
      <td data-label="Signs in with">{signInWords[member.signsInWith]}</td>
      <td data-label="Joined">
        <RelativeTime at={member.joinedAt} />
      </td>
      <td data-label="Last seen">
        {member.lastSeenAt === undefined ? 'never' : <RelativeTime at={member.lastSeenAt} />}
      </td>
      <td>
        {mayChange ? (
          <FormChoiceSaved
            label={`Role of ${email}`}
            value={member.role}
            options={givable.map((role) => [role, role] as const)}
            isSaving={edit.isPending}
            onSave={(role) => edit.mutate({ params: { id }, body: { role } })}
          />
        ) : (
          member.role
        )}
      </td>
      <td className="end">
        {mayChange ? (
          <ConfirmButton
            label="Remove"
            describe={`Remove ${email}`}
            title={`Remove ${email}?`}
            note="They are signed out everywhere, and their personal tokens end. Inviting them again is possible."
            busy={remove.isPending ? 'Removing …' : undefined}
            onConfirm={() => remove.mutate({ params: { id } })}
          />
        ) : null}
      </td>
    </tr>
  );
}
