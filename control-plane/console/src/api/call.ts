// Asks the control plane this page came from, with what the session adds to every request.
import type { ApiError } from '@harborguard/client/api-error.ts';
import { type Client, createClient } from '@harborguard/client/create-client.ts';
import type {
  AnswerOf,
  GetOperation,
  OperationName,
  RequestOf,
} from '@harborguard/client/operation-types.ts';
import { reportSignedOut, requestHeaders } from '../session/session.ts';
import { readAnswer } from './read-answer.ts';

const client: Client = createClient({
  url: '',
  credentials: 'same-origin',
  headers: requestHeaders,
  parse: readAnswer,
});

export async function call<Name extends OperationName>(
  operation: Name,
  request: RequestOf<Name>,
  signal?: AbortSignal,
): Promise<AnswerOf<Name>> {
  return await noticed(client.call(operation, request, { signal }));
}

/** The answer as a file, for downloads. */
export async function download<Name extends GetOperation>(
  operation: Name,
  request: RequestOf<Name>,
): Promise<Blob> {
  const answer = await noticed(client.send(operation, request));
  return await answer.blob();
}

async function noticed<Answer>(answer: Promise<Answer>): Promise<Answer> {
  try {
    return await answer;
  } catch (error) {
    if ((error as Partial<ApiError>).status === 401) reportSignedOut();
    throw error;
  }
}
