// A piece of the proof of the audit log on the wire.
import { type Static, Type } from 'typebox';
import type { ChainStep } from '../../domain/audit/verify-chain.ts';
import { writeChainEnd, writeProofCursor } from '../audit-proof-cursor.ts';

export const AuditProofSchema = Type.Object({
  state: Type.Enum(['checking', 'whole', 'broken']),
  checked: Type.Optional(
    Type.Integer({ description: 'How many events have been looked at, while it goes on.' }),
  ),
  total: Type.Optional(Type.Integer({ description: 'How many events there are.' })),
  cursor: Type.Optional(Type.String({ description: 'For the next piece.' })),
  head: Type.Optional(
    Type.String({
      description: 'SEQ:HASH of the last event of a whole log, to be noted down elsewhere.',
    }),
  ),
  seq: Type.Optional(Type.Integer({ description: 'The first event that is wrong.' })),
  reason: Type.Optional(
    Type.String({ description: 'What is wrong with it.', examples: ['was changed'] }),
  ),
});

export function auditProofView(step: ChainStep): Static<typeof AuditProofSchema> {
  switch (step.kind) {
    case 'going-on': {
      const { begin, end } = step.walk;
      return {
        state: 'checking',
        checked: end.seq - begin.first.seq,
        total: Math.max(step.head.seq, end.seq) - begin.first.seq,
        cursor: writeProofCursor(step.walk),
      };
    }
    case 'whole':
      return { state: 'whole', head: writeChainEnd(step.end) };
    case 'broken':
      return { state: 'broken', seq: step.seq, reason: step.reason };
  }
}
