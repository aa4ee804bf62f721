// A body read whole, up to a limit. What exceeds it is an error, never a shortened answer.
import type { ErrorCode } from '@harborguard/shared/errors/error-table.ts';
import { HarborError } from '@harborguard/shared/errors/harbor-error.ts';

export interface BodyLimit {
  readonly limit: number;
  readonly code: ErrorCode;
  /** Only its host is told. */
  readonly url: string;
}

export async function readBody(
  body: AsyncIterable<Uint8Array>,
  { limit, code, url }: BodyLimit,
): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of body) {
    length += chunk.byteLength;
    // Leaving the loop closes the connection: the rest is not read.
    if (length > limit) {
      throw new HarborError(code, { details: { host: new URL(url).host, limitBytes: limit } });
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
