// What of a registry is looked at, as people send it: the schema of the wire, but a field nobody knows is a slip and is told.
import {
  GlobFilterSchema,
  RegistryFiltersSchema,
} from '@harborguard/shared/protocol/registry-target.ts';
import { Type } from 'typebox';

const closed = { additionalProperties: false } as const;
const Globs = Type.Object(GlobFilterSchema.properties, closed);

export const FiltersBody = Type.Object(
  { ...RegistryFiltersSchema.properties, repositories: Globs, tags: Globs },
  closed,
);
