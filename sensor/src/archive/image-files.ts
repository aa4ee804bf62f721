// The files of an image at rest, in a tar or a folder, by their names. What the files mean is read elsewhere.
import { HarborError } from '@harborguard/shared/errors/harbor-error.ts';

export interface ImageFile {
  readonly sizeBytes: number;
  /** From the start, each time anew. The chunks are the receiver's to keep. */
  stream(signal: AbortSignal): AsyncIterable<Uint8Array>;
}

export interface ImageFiles {
  /** Undefined when there is no such file. */
  find(name: string): Promise<ImageFile | undefined>;
  close(): Promise<void>;
}

export function invalidArchive(reason: string, cause?: unknown): HarborError {
  return new HarborError('ARCHIVE_INVALID', { details: { reason }, cause });
}

/** A file read whole, or undefined when there is none. */
export async function readWhole(
  files: ImageFiles,
  name: string,
  options: { readonly bytesMax: number; readonly signal: AbortSignal },
): Promise<Buffer | undefined> {
  const file = await files.find(name);
  if (file === undefined) return undefined;
  if (file.sizeBytes > options.bytesMax) throw invalidArchive(`${name} is too large`);
  const chunks: Uint8Array[] = [];
  for await (const chunk of file.stream(options.signal)) chunks.push(chunk);
  return Buffer.concat(chunks);
}
