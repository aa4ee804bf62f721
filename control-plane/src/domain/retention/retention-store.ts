// What retention needs remembered, and what it may remove. Nothing a live tag shows is ever a candidate.
import type { RetentionKind, RetentionRule } from './retention-rule.ts';

export interface RetainedRepository {
  readonly id: number;
  readonly registryId: string;
  readonly name: string;
}

export interface CandidateQuestion {
  readonly kind: RetentionKind;
  /** At most a few hundred. */
  readonly repositories: readonly RetainedRepository[];
  readonly cutoff: number;
  readonly keepNewest: number;
}

/** One row that may go. */
export interface RetentionCandidate {
  readonly id: number;
  /** The place it is removed from. */
  readonly registryId: string;
  readonly repository: string;
  /** For people: a tag, a digest, a finding. */
  readonly label: string;
}

/** Bound to one organisation. */
export interface RetentionStore {
  rules(): Promise<readonly RetentionRule[]>;
  findRule(id: string): Promise<RetentionRule | undefined>;
  saveRule(rule: RetentionRule): Promise<void>;
  removeRule(id: string): Promise<void>;
  noteRun(id: string, run: { readonly at: number; readonly removed: number }): Promise<void>;
  /** In order of their ids, behind `after`. */
  repositories(
    registryId: string | undefined,
    page: { readonly after: number; readonly limit: number },
  ): Promise<readonly RetainedRepository[]>;
  candidates(question: CandidateQuestion, limit: number): Promise<readonly RetentionCandidate[]>;
  countCandidates(question: CandidateQuestion): Promise<number>;
  /** Those of `found` that may go now, and so are gone: a tag that came back in between keeps what it shows. */
  remove(
    question: CandidateQuestion,
    found: readonly RetentionCandidate[],
  ): Promise<readonly RetentionCandidate[]>;
}
