// How far a proof of the audit log has got, as callers hand it back. Whoever makes one up deceives nobody but themselves; it
// is checked like anything else that comes from outside.
import { HarborError } from '@harborguard/shared/errors/harbor-error.ts';
import { Type } from 'typebox';
import { Value } from 'typebox/value';
import type { ChainEnd } from '../domain/audit/audit-chain.ts';
import type { ChainWalk } from '../domain/audit/verify-chain.ts';

const Seq = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER });
const Hash = Type.String({ pattern: '^[0-9a-f]{64}$' });
const End = { seq: Seq, hash: Hash };
const closed = { additionalProperties: false };
const WalkSchema = Type.Object(
  {
    begin: Type.Object(
      {
        checkpoint: Type.Object({ ...End, createdAt: Seq }, closed),
        first: Type.Object(End, closed),
      },
      closed,
    ),
    end: Type.Object(End, closed),
    isBeginReached: Type.Boolean(),
    isBeginTold: Type.Boolean(),
    isKnownReached: Type.Boolean(),
  },
  closed,
);

export function writeProofCursor(walk: ChainWalk): string {
  return Buffer.from(JSON.stringify(walk)).toString('base64url');
}

/** Throws VALIDATION_FAILED for what no piece of a proof has given out. */
export function readProofCursor(text: string): ChainWalk {
  const walk = parsed(text);
  if (Value.Check(WalkSchema, walk)) return walk;
  throw new HarborError('VALIDATION_FAILED', {
    details: { field: 'cursor', rule: 'is none that a piece of this proof gave out' },
  });
}

/** As `audit verify` prints it and the API answers. */
export function writeChainEnd({ seq, hash }: ChainEnd): string {
  return `${seq}:${hash}`;
}

/** Of a text that fits `chainEndPattern`. */
export function readChainEnd(text: string): ChainEnd {
  const [seq = '', hash = ''] = text.split(':');
  return { seq: Number(seq), hash };
}

export const chainEndPattern = '^[0-9]{1,15}:[0-9a-f]{64}$';

function parsed(text: string): unknown {
  try {
    return JSON.parse(Buffer.from(text, 'base64url').toString());
  } catch {
    return undefined;
  }
}
