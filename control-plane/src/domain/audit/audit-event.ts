// What the audit log keeps of a change: who, from where, what, and how it was before and after. Never a secret.

export type AuditActorKind = 'person' | 'key' | 'sensor' | 'operator' | 'system' | 'nobody';

export interface AuditActor {
  readonly kind: AuditActorKind;
  readonly id: string;
  readonly name: string;
}

/** A flat picture of the thing changed, made of what may be shown. */
export type AuditFacts = Readonly<
  Record<string, string | number | boolean | null | undefined | readonly string[]>
>;

export interface AuditTarget {
  readonly kind: string;
  readonly id: string;
}

export interface NewAuditEvent {
  readonly at: number;
  readonly actor: AuditActor;
  /** The address of who asked, as far as known. */
  readonly address: string;
  /** As in the log and in the answer. */
  readonly requestId: string;
  readonly action: string;
  readonly target: AuditTarget;
  readonly before: AuditFacts | undefined;
  readonly after: AuditFacts | undefined;
}

/** As it is stored and hashed: the pictures as the text they were written as. */
export interface AuditEvent extends Omit<NewAuditEvent, 'before' | 'after'> {
  readonly orgId: string;
  readonly seq: number;
  readonly beforeJson: string | null;
  readonly afterJson: string | null;
  readonly previousHash: string;
  readonly hash: string;
}

/** Who runs the program on the command line. */
export const operator: AuditActor = { kind: 'operator', id: '', name: 'command line' };

/** Old events were let go, by a checkpoint that this event tells of. */
export const prunedAction = 'audit.pruned';
