// What only some may do. The others see which role it takes, and never a control that would be refused.
import type { ReactNode } from 'react';
import { RoleNote } from './role-note.tsx';
import type { Role } from './roles.ts';
import { type Reach, useCaller } from './use-caller.ts';

export function Allowed({
  needs,
  what,
  reach,
  children,
}: {
  readonly needs: Role;
  /** What needs the role, as the beginning of a sentence. */
  readonly what: string;
  readonly reach?: Reach;
  readonly children: ReactNode;
}) {
  return useCaller().may(needs, reach) ? (
    children
  ) : (
    <RoleNote needs={needs} what={what} reach={reach} />
  );
}
