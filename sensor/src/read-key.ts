// The sensor's key as it is at this moment: read anew from its file where it came from one, so that a rotated secret
// takes effect without a restart.
import { readFileSync } from 'node:fs';
import { HarborError } from '@harborguard/shared/errors/harbor-error.ts';
import type { SensorConfig } from './config.ts';

type KeySettings = Pick<SensorConfig['link'], 'apiKey' | 'apiKeyFile'>;

/** Throws FILE_UNREADABLE, also while the file is just being replaced: the link tries again. */
export function readKey({ apiKey, apiKeyFile }: KeySettings): string {
  // Without a key there is an enrolment token, and the caller asks for the key that came of it.
  if (apiKeyFile === undefined) return apiKey ?? '';
  const key = textOf(apiKeyFile).trim();
  if (key === '') throw new HarborError('FILE_UNREADABLE', { details: { path: apiKeyFile } });
  return key;
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new HarborError('FILE_UNREADABLE', { details: { path }, cause });
  }
}
