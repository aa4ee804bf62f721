// What is remembered of requests that carry an Idempotency-Key.

export interface KeptAnswer {
  readonly requestHash: string;
  /** Null while the first request is at work. */
  readonly status: number | null;
  readonly answerSealed: Uint8Array | null;
  /** The first request changed something. */
  readonly tookEffect: boolean;
  readonly createdAt: number;
}

/** Bound to one organisation. */
export interface IdempotentAnswerStore {
  find(keyHash: string): Promise<KeptAnswer | undefined>;
  /** Takes the place of one that is there. */
  begin(keyHash: string, requestHash: string, now: number): Promise<void>;
  /** Within the transaction of the effect. Does nothing where the request is not at work. */
  noteEffect(keyHash: string): Promise<void>;
  finish(keyHash: string, status: number, answerSealed: Uint8Array): Promise<void>;
  forget(keyHash: string): Promise<void>;
}
