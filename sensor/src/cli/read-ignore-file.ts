// The ignore file of `sensor scan`, read and parsed.
import { open } from 'node:fs/promises';
import { HarborError } from '@harborguard/shared/errors/harbor-error.ts';
import { type IgnoreRule, parseIgnoreRules } from '@harborguard/shared/report/ignore-rules.ts';

/** Ten thousand rules with a comment each. */
const ignoreFileBytesMax = 1024 * 1024;

/** Throws FILE_UNREADABLE, IGNORE_FILE_INVALID. */
export async function readIgnoreFile(path: string | undefined): Promise<readonly IgnoreRule[]> {
  if (path === undefined) return [];
  const parsed = parseIgnoreRules(await boundedText(path));
  if (parsed.kind === 'rules') return parsed.rules;
  const { line, reason } = parsed;
  throw new HarborError('IGNORE_FILE_INVALID', { details: { path, line, reason } });
}

async function boundedText(path: string): Promise<string> {
  const bytes = await boundedBytes(path).catch((cause: unknown) => {
    throw new HarborError('FILE_UNREADABLE', { details: { path }, cause });
  });
  if (bytes.length <= ignoreFileBytesMax) return bytes.toString('utf8');
  throw new HarborError('IGNORE_FILE_INVALID', { details: { path, reason: 'too large' } });
}

/** One byte more than the limit, where there are as many. */
async function boundedBytes(path: string): Promise<Buffer> {
  const file = await open(path);
  try {
    const chunks: Buffer[] = [];
    const stream = file.createReadStream({ end: ignoreFileBytesMax, autoClose: false });
    for await (const chunk of stream) chunks.push(chunk as Buffer);
    return Buffer.concat(chunks);
  } finally {
    await file.close();
  }
}
