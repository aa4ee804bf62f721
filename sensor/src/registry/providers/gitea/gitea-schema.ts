// What is read of the API of Gitea and Forgejo: who the account is, and the packages of an owner, one for each tag.
import { type Static, Type } from 'typebox';

const name = Type.String({ minLength: 1, maxLength: 512 });

export const UserSchema = Type.Object({ login: name });

/** Old versions say `username`, newer ones say both. */
export const OrganisationsSchema = Type.Array(
  Type.Object({ username: Type.Optional(name), name: Type.Optional(name) }),
  { maxItems: 1000 },
);

export const PackagesSchema = Type.Array(
  Type.Object({ type: name, name, version: Type.String({ maxLength: 512 }) }),
  { maxItems: 1000 },
);
export type GiteaPackage = Static<typeof PackagesSchema>[number];
