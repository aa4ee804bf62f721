// What the audit log needs stored, for one organisation. There is no way to change an event.
import type { PageRequest } from '../inventory/image-queries.ts';
import type { PageEdges } from '../page-key.ts';
import type { ChainCheckpoint, ChainEnd } from './audit-chain.ts';
import type {
  AuditActor,
  AuditEvent,
  AuditFacts,
  AuditTarget,
  NewAuditEvent,
} from './audit-event.ts';

/** What a service knows of the change that is under way; the rest is known from the request. */
export interface AuditDetails {
  /** Overrides the route, where one route does several things. */
  readonly action?: string;
  /** For routes by which people come in: who it turned out to be. */
  readonly actor?: AuditActor;
  readonly target?: AuditTarget;
  readonly before?: AuditFacts;
  readonly after?: AuditFacts;
  /** It found nothing to change and will be refused: there is no event. */
  readonly isUnchanged?: boolean;
}

export interface AuditFilter {
  readonly actorId?: string;
  readonly targetId?: string;
  /** Any part of it. */
  readonly action?: string;
  readonly since?: number;
  readonly until?: number;
}

export interface AuditPage extends PageEdges {
  readonly events: readonly AuditEvent[];
  readonly total: number;
}

export interface AuditStore {
  readonly orgId: string;
  /** Says more of the change under way; does nothing where nobody asked for one. */
  describe(details: AuditDetails): void;
  append(event: NewAuditEvent): Promise<void>;
  /** Newest first. */
  list(filter: AuditFilter, page: PageRequest): Promise<AuditPage>;
  /** Oldest first, after `seq`. */
  after(seq: number, limit: number, filter?: AuditFilter): Promise<readonly AuditEvent[]>;
  /** The end that was noted with the last event. */
  head(): Promise<ChainEnd | undefined>;
  lastCheckpoint(): Promise<ChainCheckpoint | undefined>;
  /**
   * The last of the events up to which all are older than `before`. One that is dated later than `now` was written by a
   * clock that was wrong, and holds nothing up.
   */
  lastBefore(before: number, now: number): Promise<ChainEnd | undefined>;
  /** Lets events up to it go. */
  checkpoint(at: ChainCheckpoint): Promise<void>;
  /** Removes at most `limit` events covered by a checkpoint. */
  removeCovered(limit: number): Promise<number>;
}
