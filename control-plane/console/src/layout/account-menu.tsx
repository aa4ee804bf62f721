// Who is signed in, in which organisation, and the way out.
import { DropdownMenu } from 'radix-ui';
import { queryClient } from '../api/query-client.ts';
import { useOperation } from '../api/use-operation.ts';
import { MenuContent } from '../components/menu-content.tsx';
import { useAction } from '../components/use-action.ts';
import { signOut } from '../session/session.ts';

export function AccountMenu() {
  const me = useOperation('GET /api/me', {}).data?.data;
  const enter = useAction('PUT /api/session', { onDone: () => void queryClient.resetQueries() });
  const others = (me?.organisations ?? []).filter(({ id }) => id !== me?.organisation.id);
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger className="account" title={me?.name}>
        <span aria-hidden="true">{initialsOf(me?.name ?? '')}</span>
        <span className="visually-hidden">Account</span>
      </DropdownMenu.Trigger>
      <MenuContent sideOffset={8}>
        <DropdownMenu.Label className="menu-label">
          <b className="name">{me?.name ?? 'Loading …'}</b>
          {me === undefined ? null : (
            <span className="tiny muted">
              {me.role} of {me.organisation.name}
              {me.kind === 'key' ? ', by an API key' : ''}
            </span>
          )}
        </DropdownMenu.Label>
        <DropdownMenu.Separator className="menu-line" />
        {others.map(({ id, name }) => (
          <DropdownMenu.Item
            key={id}
            className="menu-item"
            onSelect={() => enter.mutate({ body: { organisationId: id } })}
          >
            Go to {name}
          </DropdownMenu.Item>
        ))}
        <DropdownMenu.Item className="menu-item" onSelect={() => void signOut()}>
          Sign out
        </DropdownMenu.Item>
      </MenuContent>
    </DropdownMenu.Root>
  );
}

/** `olga.meyer@example.com` is OM; a key called `ci` is CI. */
function initialsOf(name: string): string {
  const [first = '', second] = (name.split('@')[0] ?? '').split(/[^\p{L}\p{N}]+/u).filter(Boolean);
  const letters =
    second === undefined ? first.slice(0, 2) : `${first.slice(0, 1)}${second.slice(0, 1)}`;
  return letters === '' ? '·' : letters.toUpperCase();
}
