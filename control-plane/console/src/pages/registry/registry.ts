// One registry as the API gives it.
import type { DataOf } from '../../api/call.ts';

export type Registry = DataOf<'GET /api/registries/{id}'>;
