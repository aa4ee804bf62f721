// Says which role something needs, where the one who looks has another.
import { type Role, roleCovers } from './roles.ts';
import { type Reach, useCaller } from './use-caller.ts';

export function RoleNote({
  needs,
  what,
  reach,
}: {
  readonly needs: Role;
  readonly what: string;
  readonly reach?: Reach | undefined;
}) {
  const caller = useCaller();
  if (caller.role === undefined || caller.may(needs, reach)) return null;
  return (
    <p className="hint role-note">
      {roleCovers(caller.role, needs) ? (
        <>{what} takes a key of the whole organisation; this one is for some registries only.</>
      ) : (
        <>
          {what} needs the role <b>{needs}</b>; yours is {caller.role}.
        </>
      )}
    </p>
  );
}
