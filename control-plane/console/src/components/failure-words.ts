// What went wrong and the first thing to check, in one line.
import { ApiError } from '@harborguard/client/api-error.ts';

export function failureWords(error: unknown): string {
  if (!(error instanceof ApiError)) return 'Something in this page failed.';
  return error.firstCheck === undefined ? error.message : `${error.message} ${error.firstCheck}`;
}
