// Whose signatures count, as people say it. Every change is followed by a new look at what is stored.
import { createHash } from 'node:crypto';
import { HarborError } from '@harborguard/shared/errors/harbor-error.ts';
import type { Clock, Random } from '@harborguard/shared/ports.ts';
import { parsePublicKey } from '@harborguard/shared/signatures/public-key.ts';
import type { SignerTrust } from '@harborguard/shared/signatures/signer.ts';
import { parseTrustedRoot } from '@harborguard/shared/signatures/trusted-root.ts';
import type { AuditFacts } from '../audit/audit-event.ts';
import type { UnitOfWork } from '../unit-of-work.ts';
import type { JudgeLoop } from './judge-loop.ts';
import type { StoredSigner } from './signature-store.ts';

export interface NewSigner {
  readonly name: string;
  readonly repositories: readonly string[];
  readonly trust: SignerTrust;
}

export interface SignerService {
  list(orgId: string): Promise<readonly StoredSigner[]>;
  /** Throws SIGNER_INVALID, CONFLICT. */
  create(orgId: string, signer: NewSigner): Promise<StoredSigner>;
  /** Throws NOT_FOUND. */
  remove(orgId: string, id: string): Promise<void>;
  hasTrustedRoot(orgId: string): Promise<boolean>;
  /** Throws SIGNER_INVALID. Undefined removes it. */
  setTrustedRoot(orgId: string, text: string | undefined): Promise<void>;
}

/** Each is tried against each signature of its repositories. */
const signersMax = 200;

export interface SignerServiceDependencies {
  readonly unitOfWork: UnitOfWork;
  readonly clock: Clock;
  readonly random: Random;
  readonly judgeLoop: Pick<JudgeLoop, 'wake'>;
}

export function createSignerService(dependencies: SignerServiceDependencies): SignerService {
  const { unitOfWork, clock, random, judgeLoop } = dependencies;
  return {
    list: (orgId) => unitOfWork.read(orgId, ({ signatures }) => signatures.signers()),
    create: async (orgId, wanted) => {
      assertUsable(wanted.trust);
      const signer = { ...wanted, id: random.uuid(), createdAt: clock.now() };
      await unitOfWork.write(orgId, async ({ signatures, audit }) => {
        if ((await signatures.signers()).length >= signersMax) {
          throw new HarborError('CONFLICT', { details: { signersMax } });
        }
        if (!(await signatures.insertSigner(signer))) {
          throw new HarborError('CONFLICT', {
            details: { field: 'name', rule: 'is the name of another signer' },
          });
        }
        audit.describe({ target: { kind: 'signers', id: signer.id }, after: signerFacts(signer) });
      });
      judgeLoop.wake();
      return signer;
    },
    remove: async (orgId, id) => {
      await unitOfWork.write(orgId, async ({ signatures, audit }) => {
        const before = (await signatures.signers()).find((signer) => signer.id === id);
        if (before === undefined) {
          throw new HarborError('NOT_FOUND', { details: { signerId: id } });
        }
        await signatures.removeSigner(id);
        audit.describe({ before: signerFacts(before) });
      });
      judgeLoop.wake();
    },
    hasTrustedRoot: async (orgId) => {
      const trust = await unitOfWork.read(orgId, ({ signatures }) => signatures.trust());
      return trust.trustedRoot !== undefined;
    },
    setTrustedRoot: async (orgId, text) => {
      if (text !== undefined && parseTrustedRoot(text).kind === 'invalid') {
        const details = { field: 'trustedRoot', rule: 'a sigstore trusted root as JSON' };
        throw new HarborError('SIGNER_INVALID', { details });
      }
      await unitOfWork.write(orgId, async ({ signatures, audit }) => {
        const { trustedRoot } = await signatures.trust();
        await signatures.setTrustedRoot(text);
        audit.describe({ before: rootFacts(trustedRoot), after: rootFacts(text) });
      });
      judgeLoop.wake();
    },
  };
}

function signerFacts({ name, repositories, trust }: NewSigner): AuditFacts {
  return { name, repositories, ...trust };
}

/** A root is some kilobytes of certificates; which one it is, its hash says. */
function rootFacts(text: string | undefined): AuditFacts {
  const sha256 = text && createHash('sha256').update(text).digest('hex');
  return { sha256: sha256 ?? null };
}

function assertUsable(trust: SignerTrust): void {
  if (trust.kind === 'identity') return;
  const parsed = parsePublicKey(trust.publicKey);
  if (parsed.kind === 'key') return;
  throw new HarborError('SIGNER_INVALID', {
    details: { field: 'publicKey', rule: parsed.reason },
  });
}
