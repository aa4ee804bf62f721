// One registry as the API gives it.
import type { DataOf } from '@harborguard/client/operation-types.ts';

export type Registry = DataOf<'GET /api/registries/{id}'>;
