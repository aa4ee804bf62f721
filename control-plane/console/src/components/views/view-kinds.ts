// Saved views as the API gives them.
import type { RowOf } from '@harborguard/client/operation-types.ts';

export type SavedView = RowOf<'GET /api/views'>;
export type ViewKind = SavedView['kind'];
