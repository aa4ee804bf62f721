// Asks the control plane: one function for every operation of its document, typed by it.
import { reportSignedOut, requestHeaders } from '../session/session.ts';
import { ApiError, errorOfCode, unreachable } from './api-error.ts';
import type { Operations } from './operations.ts';
import { readAnswer } from './read-answer.ts';

export type OperationName = keyof Operations;
export type GetOperation = Extract<OperationName, `GET ${string}`>;

type Part<Name extends string, Type> = [Type] extends [never]
  ? { readonly [Key in Name]?: undefined }
  : Record<string, never> extends Type
    ? { readonly [Key in Name]?: Type }
    : { readonly [Key in Name]: Type };

export type RequestOf<Name extends OperationName> = Part<'params', Operations[Name]['params']> &
  Part<'query', Operations[Name]['query']> &
  Part<'body', Operations[Name]['body']>;

export type AnswerOf<Name extends OperationName> = Operations[Name]['answer'];
/** The `data` of an answer. */
export type DataOf<Name extends OperationName> =
  AnswerOf<Name> extends { data: infer Data } ? Data : never;
/** A row of a list. */
export type RowOf<Name extends OperationName> =
  DataOf<Name> extends readonly (infer Row)[] ? Row : never;

interface AnyRequest {
  readonly params?: Readonly<Record<string, unknown>> | undefined;
  readonly query?: Readonly<Record<string, unknown>> | undefined;
  readonly body?: unknown;
}

export async function call<Name extends OperationName>(
  operation: Name,
  request: RequestOf<Name>,
  signal?: AbortSignal,
): Promise<AnswerOf<Name>> {
  const answer = await send(operation, request, signal);
  return (await bodyOf(answer)) as AnswerOf<Name>;
}

/** The answer as a file, for downloads. */
export async function download<Name extends GetOperation>(
  operation: Name,
  request: RequestOf<Name>,
): Promise<Blob> {
  const answer = await send(operation, request);
  return await answer.blob();
}

export async function send(
  operation: OperationName,
  request: AnyRequest,
  signal?: AbortSignal,
): Promise<Response> {
  const [method = 'GET', path = ''] = operation.split(' ', 2);
  const { body } = request;
  let answer: Response;
  try {
    answer = await fetch(addressOf(path, request), {
      method,
      credentials: 'same-origin',
      headers: {
        ...requestHeaders(method),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(signal === undefined ? {} : { signal }),
    });
  } catch (error) {
    if (signal?.aborted === true) throw error;
    throw unreachable();
  }
  if (answer.ok) return answer;
  const failure = await failureOf(answer);
  if (failure.status === 401) reportSignedOut();
  throw failure;
}

function addressOf(pattern: string, { params = {}, query = {} }: AnyRequest): string {
  const path = pattern.replace(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(String(params[name])),
  );
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== '') search.set(name, String(value));
  }
  const text = search.toString();
  return text === '' ? path : `${path}?${text}`;
}

async function bodyOf(answer: Response): Promise<unknown> {
  if (answer.status === 204) return undefined;
  try {
    return readAnswer(await answer.text());
  } catch {
    throw errorOfCode(answer.status, 'INTERNAL_ERROR');
  }
}

async function failureOf(answer: Response): Promise<ApiError> {
  try {
    const { error } = readAnswer(await answer.text()) as {
      error: ConstructorParameters<typeof ApiError>[0];
    };
    return new ApiError({ ...error, status: answer.status });
  } catch {
    // A proxy in between speaks its own language.
    return answer.status >= 500 ? unreachable() : errorOfCode(answer.status, 'INTERNAL_ERROR');
  }
}
