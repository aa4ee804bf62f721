// Who is calling the API: a key or a person with a session. Routes ask for the organisation, the role and the
// registries; who it was in the end is for the audit log.
import type { KeyMaker } from './key-store.ts';
import type { Role } from './roles.ts';

export type Actor =
  | { readonly kind: 'key'; readonly id: string; readonly name: string }
  | {
      readonly kind: 'person';
      readonly id: string;
      readonly name: string;
      readonly sessionId: string;
    };

export interface Caller {
  readonly orgId: string;
  readonly role: Role;
  readonly name: string;
  /** None means all. */
  readonly registryIds: readonly string[];
  readonly actor: Actor;
  /** Of the key they came with. */
  readonly expiresAt?: number | undefined;
}

/** As the maker of what they make. */
export function makerOf({ actor }: Caller): KeyMaker {
  return { id: actor.id, name: actor.name };
}
