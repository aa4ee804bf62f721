// Whether a digest must be scanned, and which of many goes first. It knows nothing of jobs.
import type { ErrorCode } from '@harborguard/shared/errors/error-table.ts';
import type { ImageRecord } from './inventory-store.ts';

/** Reasons that lie in the digest itself: the same analyzer would fail the same way again. */
const contentFailures: ReadonlySet<string> = new Set<ErrorCode>([
  'MANIFEST_UNSUPPORTED',
  'MANIFEST_INVALID',
  'MANIFEST_TOO_LARGE',
  'DIFF_ID_MISMATCH',
  'LAYER_UNSUPPORTED',
  'LAYER_INVALID',
  'COMPRESSED_BYTES_LIMIT',
  'UNCOMPRESSED_BYTES_LIMIT',
  'COMPRESSION_RATIO_LIMIT',
  'ENTRY_LIMIT',
  'PATH_LENGTH_LIMIT',
  'FILE_BYTES_LIMIT',
  'NESTING_LIMIT',
  'LAYER_COUNT_LIMIT',
  'POISON',
]);

/** For an index the question is about its members; what is no image stays none, since the digest stays. */
export function needsScan(image: ImageRecord, analyzerVersion: string): boolean {
  if (image.kind === 'index' || image.kind === 'artifact') return false;
  if (image.analyzerVersion !== analyzerVersion) return true;
  if (image.scanState === 'failed') return !contentFailures.has(image.scanErrorCode ?? '');
  return image.scanState === 'waiting';
}

export function hasInventory(image: ImageRecord): boolean {
  return image.scanState === 'indexed' || image.scanState === 'partial';
}

const byVersion = new Intl.Collator('en', { numeric: true });

/** A list of tags carries no times, so names must do: `latest`, then the highest version. */
export function newestFirst<Tag extends { readonly name: string }>(
  tags: readonly Tag[],
): readonly Tag[] {
  return tags.toSorted((a, b) => rank(a) - rank(b) || byVersion.compare(b.name, a.name));
}

function rank(tag: { readonly name: string }): number {
  return tag.name === 'latest' ? 0 : 1;
}
