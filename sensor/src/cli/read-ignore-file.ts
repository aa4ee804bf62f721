// The ignore file of `sensor scan`, read and parsed.
import { HarborError } from '@harborguard/shared/errors/harbor-error.ts';
import { type IgnoreRule, parseIgnoreRules } from '@harborguard/shared/report/ignore-rules.ts';
import { readBoundedText } from './read-bounded-text.ts';

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
  const text = await readBoundedText(path, ignoreFileBytesMax);
  if (text !== undefined) return text;
  throw new HarborError('IGNORE_FILE_INVALID', { details: { path, reason: 'too large' } });
}
