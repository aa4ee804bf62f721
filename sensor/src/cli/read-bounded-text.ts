// A file named on the command line, read up to a limit, so that a device or a mistaken path cannot fill the memory.
import { open } from 'node:fs/promises';
import { HarborError } from '@harborguard/shared/errors/harbor-error.ts';

/** Undefined when the file is larger. Throws FILE_UNREADABLE. */
export async function readBoundedText(path: string, bytesMax: number): Promise<string | undefined> {
  const bytes = await boundedBytes(path, bytesMax).catch((cause: unknown) => {
    throw new HarborError('FILE_UNREADABLE', { details: { path }, cause });
  });
  return bytes.length <= bytesMax ? bytes.toString('utf8') : undefined;
}

/** One byte more than the limit, where there are as many. */
async function boundedBytes(path: string, bytesMax: number): Promise<Buffer> {
  const file = await open(path);
  try {
    const chunks: Buffer[] = [];
    const stream = file.createReadStream({ end: bytesMax, autoClose: false });
    for await (const chunk of stream) chunks.push(chunk as Buffer);
    return Buffer.concat(chunks);
  } finally {
    await file.close();
  }
}
