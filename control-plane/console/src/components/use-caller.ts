// Who is looking and what they may do here.
import { useOperation } from '../api/use-operation.ts';
import { type Role, roleCovers } from './roles.ts';

/** Whether something touches the whole organisation, or a registry that is on the screen and so within reach. */
export type Reach = 'organisation' | 'registry';

export interface Caller {
  /** Not known until the API has said. */
  readonly role: Role | undefined;
  readonly id: string | undefined;
  /** Keys of some registries only may not touch what belongs to the whole organisation. */
  readonly isScoped: boolean;
  may(role: Role, reach?: Reach): boolean;
}

export function useCaller(): Caller {
  const me = useOperation('GET /api/me', {}).data?.data;
  const isScoped = (me?.registryIds.length ?? 0) > 0;
  return {
    role: me?.role,
    id: me?.id,
    isScoped,
    may: (role, reach = 'organisation') =>
      me !== undefined && !(isScoped && reach === 'organisation') && roleCovers(me.role, role),
  };
}
