// Saved views as the API gives them.
import type { RowOf } from '../../api/call.ts';

export type SavedView = RowOf<'GET /api/views'>;
export type ViewKind = SavedView['kind'];
