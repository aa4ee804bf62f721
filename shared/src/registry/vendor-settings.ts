// What an operator may say of a registry product that cannot be told from its address. It is written in the registries
// file beside a sensor, so a credential may go where it points.
import { type Static, Type } from 'typebox';

const text = Type.String({ minLength: 1, maxLength: 2048 });

export const VendorSettingsSchema = Type.Object(
  {
    /** Of the product's own API, where it is not on the registry's address: `https://nexus.example.com`. */
    apiUrl: Type.Optional(
      Type.String({ pattern: '^https?://[^/?#@\\s]+(?:/[^?#@\\s]*)?$', maxLength: 2048 }),
    ),
    /** Which repository of the product (Artifactory, Nexus) this address leads to, when it is one. */
    repository: Type.Optional(text),
    /** Whose packages are listed (Gitea, Forgejo, GitHub), or which namespaces (Docker Hub). */
    owners: Type.Optional(Type.Array(text, { minItems: 1, maxItems: 1000 })),
  },
  { additionalProperties: false },
);
export type VendorSettings = Static<typeof VendorSettingsSchema>;
