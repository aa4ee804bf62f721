// The audit event of one request or command while it is being made: what the way in knows, what services add, and
// whether it has been written.
import type { AuditActor, NewAuditEvent } from './audit-event.ts';
import type { AuditDetails } from './audit-store.ts';

export interface AuditBeginning {
  readonly action: string;
  readonly actor: AuditActor;
  readonly address: string;
  readonly requestId: string;
  /** Undefined until somebody has signed in. */
  readonly orgId: string | undefined;
  readonly target: { readonly kind: string; readonly id: string };
  /** Of an Idempotency-Key: that the request took effect is remembered in the transaction that has the effect. */
  readonly idempotentKeyHash?: string | undefined;
}

export class AuditScope {
  #state: 'open' | 'recorded' | 'closed' = 'open';
  readonly #beginning: AuditBeginning;
  #details: AuditDetails = {};
  #orgId: string | undefined;

  constructor(beginning: AuditBeginning) {
    this.#beginning = beginning;
    this.#orgId = beginning.orgId;
  }

  get isOpen(): boolean {
    return this.#state === 'open';
  }

  get orgId(): string | undefined {
    return this.#orgId;
  }

  get idempotentKeyHash(): string | undefined {
    return this.#beginning.idempotentKeyHash;
  }

  /** The unit of work that is about to commit says that it changed nothing. */
  get isUnchanged(): boolean {
    return this.#details.isUnchanged === true;
  }

  describe(orgId: string, details: AuditDetails): void {
    this.#orgId ??= orgId;
    this.#details = { ...this.#details, ...details };
  }

  event(at: number): NewAuditEvent {
    const { action, actor, address, requestId, target } = this.#beginning;
    const details = this.#details;
    return {
      ...{ at, address, requestId },
      action: details.action ?? action,
      actor: details.actor ?? actor,
      target: details.target ?? target,
      before: details.before,
      after: details.after,
    };
  }

  /** After the commit. What is written later on belongs to no request. */
  recorded(): void {
    this.#state = 'recorded';
  }

  close(): void {
    if (this.#state === 'open') this.#state = 'closed';
  }
}

/** Which request or command the running code works for. */
export interface AuditScopes {
  current(): AuditScope | undefined;
  run(scope: AuditScope, work: () => void): void;
}
