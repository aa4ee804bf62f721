// One image as the API gives it.
import type { DataOf } from '@harborguard/client/operation-types.ts';

export type ImageDetail = DataOf<'GET /api/images/{digest}'>;
