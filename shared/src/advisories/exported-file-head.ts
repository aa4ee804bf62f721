// The head of an exported advisory file, 512 bytes: a magic word, then JSON, then spaces. Whoever reads it learns whether
// it can read the rest before reading it.
import { HarborError } from '../errors/harbor-error.ts';
import { formatVersion } from './advisory-file-format.ts';
import { asObject } from './json-fields.ts';

export const exportMagic = 'HARBORGUARD-ADVISORIES\n';
export const exportHeadBytes = 512;
/** Of the head and the way the rest is packed. */
export const exportedFileVersion = 1;

export interface ExportHead {
  readonly version: number;
  /** Of the advisory file inside. */
  readonly formatVersion: number;
  /** Of the advisory file inside, hex. */
  readonly sha256: string;
  readonly bytes: number;
}

export function writeExportHead(head: ExportHead): string {
  return `${exportMagic}${JSON.stringify(head)}`.padEnd(exportHeadBytes - 1).concat('\n');
}

/** Throws ADVISORY_FILE_NEWER for what a later version wrote, ADVISORY_FILE_DAMAGED for what nobody wrote. */
export function parseExportHead(bytes: Uint8Array): ExportHead {
  const text = new TextDecoder('latin1').decode(bytes);
  if (bytes.length < exportHeadBytes) throw damaged('head-truncated');
  if (!text.startsWith(exportMagic)) throw damaged('no-export');
  const head = asObject(parsed(text.slice(exportMagic.length)));
  const { version, formatVersion: format, sha256, bytes: size } = head ?? {};
  if (!isCount(version) || !isCount(format)) throw damaged('head-malformed');
  if (version > exportedFileVersion || format > formatVersion) {
    throw new HarborError('ADVISORY_FILE_NEWER', { details: { version, format } });
  }
  if (format !== formatVersion) throw damaged('format-too-old');
  if (!isCount(size) || typeof sha256 !== 'string' || !/^[0-9a-f]{64}$/.test(sha256)) {
    throw damaged('head-malformed');
  }
  return { version, formatVersion: format, sha256, bytes: size };
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) > 0;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function damaged(reason: string): HarborError {
  return new HarborError('ADVISORY_FILE_DAMAGED', { details: { reason } });
}
