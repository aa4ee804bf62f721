// One image as the API gives it.
import type { DataOf } from '../../api/call.ts';

export type ImageDetail = DataOf<'GET /api/images/{digest}'>;
