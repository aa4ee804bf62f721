// Requests that come again under the same Idempotency-Key: the first has the effect, the others get its answer. The
// answer is kept sealed, since that to the making of a key holds the key, which is stored nowhere in clear.
import { createHash } from 'node:crypto';
import { HarborError } from '@harborguard/shared/errors/harbor-error.ts';
import type { Clock, Random } from '@harborguard/shared/ports.ts';
import { answersOwner, type DataKeys } from '../credentials/data-keys.ts';
import { openSealed, type SealedPlace, seal } from '../credentials/seal.ts';
import type { UnitOfWork } from '../unit-of-work.ts';

export interface IdempotentRequest {
  readonly orgId: string;
  /** Key or session: the same text from another caller is another key. */
  readonly owner: string;
  readonly route: string;
  readonly key: string;
  /** Address and body. */
  readonly content: string;
}

export interface ReplayedAnswer {
  readonly status: number;
  readonly body: string;
  readonly location?: string;
}

export type Begun =
  | { readonly kind: 'first'; readonly keyHash: string }
  | { readonly kind: 'again'; readonly answer: ReplayedAnswer };

export interface IdempotentAnswers {
  /** Throws IDEMPOTENCY_KEY_REUSED, IDEMPOTENCY_IN_PROGRESS and IDEMPOTENCY_ANSWER_LOST. */
  begin(request: IdempotentRequest): Promise<Begun>;
  finish(orgId: string, keyHash: string, answer: ReplayedAnswer): Promise<void>;
  /** The request failed for a reason that may pass: the next one is a first one again. */
  forget(orgId: string, keyHash: string): Promise<void>;
}

export const answersKeptMs = 24 * 60 * 60 * 1000;
/** No request takes longer; one that is older died with its process. */
const atWorkMsMax = 5 * 60 * 1000;

export function createIdempotentAnswers({
  unitOfWork,
  dataKeys,
  clock,
  random,
}: {
  readonly unitOfWork: UnitOfWork;
  readonly dataKeys: DataKeys;
  readonly clock: Clock;
  readonly random: Random;
}): IdempotentAnswers {
  return {
    begin: async ({ orgId, owner, route, key, content }) => {
      const sealKey = await dataKeys.sealing(orgId, answersOwner(orgId));
      const keyHash = hashOf([owner, route, key]);
      const requestHash = hashOf([route, content]);
      return await unitOfWork.write(orgId, async ({ idempotentAnswers }) => {
        const now = clock.now();
        const kept = await idempotentAnswers.find(keyHash);
        const ageMs = kept === undefined ? 0 : now - kept.createdAt;
        const isDead = kept?.status === null && ageMs > atWorkMsMax;
        const isGone = ageMs > answersKeptMs || (isDead && !kept.tookEffect);
        if (kept === undefined || isGone) {
          await idempotentAnswers.begin(keyHash, requestHash, now);
          return { kind: 'first', keyHash };
        }
        if (kept.requestHash !== requestHash) throw new HarborError('IDEMPOTENCY_KEY_REUSED');
        if (isDead) throw new HarborError('IDEMPOTENCY_ANSWER_LOST');
        if (kept.status === null || kept.answerSealed === null) {
          throw new HarborError('IDEMPOTENCY_IN_PROGRESS');
        }
        const text = openSealed(sealKey, placeOf(keyHash), kept.answerSealed);
        return { kind: 'again', answer: JSON.parse(text) as ReplayedAnswer };
      });
    },
    finish: async (orgId, keyHash, answer) => {
      const sealKey = await dataKeys.sealing(orgId, answersOwner(orgId));
      const text = JSON.stringify(answer);
      const sealed = seal(sealKey, placeOf(keyHash), { text, random });
      await unitOfWork.write(orgId, (stores) =>
        stores.idempotentAnswers.finish(keyHash, answer.status, sealed),
      );
    },
    forget: (orgId, keyHash) =>
      unitOfWork.write(orgId, (stores) => stores.idempotentAnswers.forget(keyHash)),
  };
}

function placeOf(keyHash: string): SealedPlace {
  return { table: 'idempotent_answer', column: 'answer_sealed', rowId: keyHash };
}

function hashOf(parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}
