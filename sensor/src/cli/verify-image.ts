// Whether the image that was scanned is signed by those named on the command line.
import { HarborError } from '@harborguard/shared/errors/harbor-error.ts';
import {
  createSignatureJudge,
  type SignatureJudge,
} from '@harborguard/shared/signatures/judge-attachments.ts';
import { parsePublicKey, publicKeyTextMax } from '@harborguard/shared/signatures/public-key.ts';
import type { Signer } from '@harborguard/shared/signatures/signer.ts';
import {
  parseTrustedRoot,
  trustedRootTextMax,
} from '@harborguard/shared/signatures/trusted-root.ts';
import type { Verdict } from '@harborguard/shared/signatures/verdict.ts';
import { allAttachments } from '../attachments/find-attachments.ts';
import { readBoundedText } from './read-bounded-text.ts';
import type { ScanSource } from './scan-source.ts';
import type { SignatureOptions } from './signature-options.ts';

/** Throws FILE_UNREADABLE, SIGNER_INVALID: before anything is pulled. */
export async function openSignatureJudge(options: SignatureOptions): Promise<SignatureJudge> {
  const signers: Signer[] = [];
  for (const path of options.keyFiles) {
    const publicKey = (await readBoundedText(path, publicKeyTextMax)) ?? '';
    const parsed = parsePublicKey(publicKey);
    if (parsed.kind === 'invalid') throw invalid(path, parsed.reason);
    signers.push({ id: path, name: path, repositories: [], trust: { kind: 'key', publicKey } });
  }
  if (options.identity !== undefined) {
    const trust = { kind: 'identity', ...options.identity } as const;
    signers.push({ id: 'identity', name: trust.identity, repositories: [], trust });
  }
  const trustedRoot = await trustedRootOf(options.trustedRootFile);
  return createSignatureJudge({ signers, trustedRoot });
}

/**
 * `digest` is what the reference stands for. An index without a signature of its own is signed when each image of it
 * that was scanned is.
 */
export async function verifyImage(
  judge: SignatureJudge,
  source: ScanSource,
  digests: { readonly digest: string; readonly scanned: readonly string[] },
  signal: AbortSignal,
): Promise<Verdict> {
  const { provider, repository } = source;
  const verdictOf = async (digest: string) => {
    const attachments = await allAttachments({ provider, repository, signal }, digest);
    return judge.image({ repository, digest }, attachments);
  };
  const own = await verdictOf(digests.digest);
  const others = digests.scanned.filter((digest) => digest !== digests.digest);
  if (own.kind !== 'no-signature' || others.length === 0) return own;
  const verdicts = await Promise.all(others.map(verdictOf));
  return verdicts.find(({ kind }) => kind !== 'verified') ?? verdicts[0] ?? own;
}

async function trustedRootOf(path: string | undefined): Promise<string | undefined> {
  if (path === undefined) return undefined;
  const text = await readBoundedText(path, trustedRootTextMax);
  if (text !== undefined && parseTrustedRoot(text).kind === 'root') return text;
  throw invalid(path, 'this is no sigstore trusted root');
}

function invalid(path: string, reason: string): HarborError {
  return new HarborError('SIGNER_INVALID', { details: { path, reason } });
}
