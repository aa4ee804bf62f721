// Who is looking and what they may do here.
import { useOperation } from '../api/use-operation.ts';
import { type Role, roleCovers } from './roles.ts';

export interface Caller {
  /** Not known until the API has said. */
  readonly role: Role | undefined;
  readonly id: string | undefined;
  /** Keys of some registries only may not touch what belongs to the whole organisation. */
  readonly isScoped: boolean;
  may(role: Role): boolean;
}

export function useCaller(): Caller {
  const me = useOperation('GET /api/me', {}).data?.data;
  const isScoped = (me?.registryIds.length ?? 0) > 0;
  return {
    role: me?.role,
    id: me?.id,
    isScoped,
    may: (role) => me !== undefined && !isScoped && roleCovers(me.role, role),
  };
}
