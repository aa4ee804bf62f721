// What a proof of the audit log says, in words.
import type { DataOf } from '@harborguard/client/operation-types.ts';

export function proofWords(proof: DataOf<'GET /api/audit/verify'>): string {
  const { checked, total = 0 } = proof;
  switch (proof.state) {
    case 'checking':
      if (checked === undefined) return 'Checking …';
      return `Checking: ${checked.toLocaleString('en')} of ${total.toLocaleString('en')} events …`;
    case 'whole':
      return `The chain is intact. Its end, to be noted down elsewhere: ${proof.head}`;
    case 'broken':
      return `The chain is broken: event ${proof.seq} ${proof.reason}.`;
  }
}
