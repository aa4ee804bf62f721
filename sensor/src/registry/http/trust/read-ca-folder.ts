// The folder of authorities this sensor trusts besides the system's: every file of it, each with one certificate or
// many. A file that is none is named and left out, so that one bad file does not take the others with it.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { HarborError } from '@harborguard/shared/errors/harbor-error.ts';
import { assertCertificates } from '../tls-trust.ts';

export interface CaFolder {
  /** A file each. */
  readonly pems: readonly string[];
  readonly skipped: readonly { readonly file: string; readonly reason: string }[];
}

/** The bundle of a whole operating system is a quarter of this. */
const fileBytesMax = 1024 * 1024;
/** A folder of more files is not one of authorities: somebody named the wrong one. */
const filesMax = 1000;

/** Throws FILE_UNREADABLE when there is no such folder: it was named on purpose. */
export function readCaFolder(folder: string): CaFolder {
  const pems: string[] = [];
  const skipped: { file: string; reason: string }[] = [];
  for (const file of filesOf(folder)) {
    const reading = readAuthority(file);
    if (reading.kind === 'pem') pems.push(reading.pem);
    else if (reading.kind === 'broken') skipped.push({ file, reason: reading.reason });
  }
  return { pems, skipped };
}

function filesOf(folder: string): readonly string[] {
  try {
    // Clusters mount folders with hidden links beside the files; what is hidden is not meant.
    const names = readdirSync(folder).filter((name) => !name.startsWith('.'));
    if (names.length > filesMax) throw new Error('too many files');
    return names.toSorted().map((name) => join(folder, name));
  } catch (cause) {
    throw new HarborError('FILE_UNREADABLE', { details: { path: folder }, cause });
  }
}

type AuthorityReading =
  | { readonly kind: 'pem'; readonly pem: string }
  | { readonly kind: 'broken'; readonly reason: string }
  | { readonly kind: 'folder' };

function readAuthority(file: string): AuthorityReading {
  try {
    const status = statSync(file);
    if (status.isDirectory()) return { kind: 'folder' };
    // Reading a pipe or a device could wait for ever.
    if (!status.isFile()) return { kind: 'broken', reason: 'is no file' };
    if (status.size > fileBytesMax) return { kind: 'broken', reason: 'is too large' };
    const pem = readFileSync(file, 'utf8');
    assertCertificates(pem);
    return { kind: 'pem', pem };
  } catch (error) {
    const isForeign = error instanceof Error && 'code' in error && !(error instanceof HarborError);
    const reason = isForeign ? `cannot be read (${error.code})` : 'holds no readable certificate';
    return { kind: 'broken', reason };
  }
}
