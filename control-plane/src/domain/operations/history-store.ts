// What is kept only to look back on, across organisations.

/** In the order in which they go: a run is told before the job it came from, news before what it was told by. */
export const historyKinds = [
  'sync-run',
  'job',
  'webhook-receipt',
  'idempotent-answer',
  'notification-news',
  'delivery',
  'notification-event',
] as const;
export type HistoryKind = (typeof historyKinds)[number];

export interface SystemHistoryStore {
  /** Removes at most `limit` rows that ended before; returns how many there were. */
  prune(kind: HistoryKind, before: number, limit: number): Promise<number>;
}
