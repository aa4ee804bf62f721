// Says which role something needs, where the one who looks has another.
import type { Role } from './roles.ts';
import { useCaller } from './use-caller.ts';

export function RoleNote({ needs, what }: { readonly needs: Role; readonly what: string }) {
  const caller = useCaller();
  if (caller.role === undefined || caller.may(needs)) return null;
  return (
    <p className="hint">
      {what} needs the role <b>{needs}</b>;{' '}
      {caller.isScoped ? 'this key is for some registries only.' : `yours is ${caller.role}.`}
    </p>
  );
}
