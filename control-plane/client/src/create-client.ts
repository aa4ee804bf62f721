// Asks the control plane: one function for every operation of its document, typed by it. It stands on fetch alone, so it
// runs in browsers and wherever else there is one.
import { ApiError, unreachable, unreadable } from './api-error.ts';
import type { AnswerOf, OperationName, RequestOf } from './operation-types.ts';

export interface ClientOptions {
  /** Such as https://harborguard.example.com; empty for the origin of the page. */
  readonly url: string;
  /** An API key or personal token. */
  readonly key?: string;
  /** What requests carry besides. */
  readonly headers?: (method: string) => Readonly<Record<string, string>>;
  readonly credentials?: 'omit' | 'same-origin' | 'include';
  readonly fetch?: typeof fetch;
  /** In place of JSON.parse, for who looks at texts of strangers. */
  readonly parse?: (text: string) => unknown;
}

export interface CallOptions {
  readonly signal?: AbortSignal | undefined;
  /** For a POST that may be sent again. */
  readonly idempotencyKey?: string;
  /** The ETag of what is changed: refused with PRECONDITION_FAILED when somebody was faster. */
  readonly ifMatch?: string;
}

export interface Client {
  /** The answer of an operation; throws ApiError. */
  call<Name extends OperationName>(
    operation: Name,
    request: RequestOf<Name>,
    options?: CallOptions,
  ): Promise<AnswerOf<Name>>;
  /** The answer as it came, for files and headers; throws ApiError. */
  send<Name extends OperationName>(
    operation: Name,
    request: RequestOf<Name>,
    options?: CallOptions,
  ): Promise<Response>;
}

interface AnyRequest {
  readonly params?: Readonly<Record<string, unknown>> | undefined;
  readonly query?: Readonly<Record<string, unknown>> | undefined;
  readonly body?: unknown;
}

export function createClient(client: ClientOptions): Client {
  const { parse = JSON.parse } = client;
  const send: Client['send'] = async (operation, request, options = {}) => {
    const [method = 'GET', path = ''] = operation.split(' ', 2);
    const { body } = request as AnyRequest;
    const { signal } = options;
    let answer: Response;
    try {
      answer = await (client.fetch ?? fetch)(addressOf(client.url, path, request), {
        method,
        headers: headersOf(client, { method, body, options }),
        ...(client.credentials === undefined ? {} : { credentials: client.credentials }),
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        ...(signal === undefined ? {} : { signal }),
      });
    } catch (error) {
      if (signal?.aborted === true) throw error;
      throw unreachable();
    }
    if (answer.ok) return answer;
    throw await refusalOf(answer, parse);
  };
  return {
    send,
    call: async (operation, request, options) =>
      (await bodyOf(await send(operation, request, options), parse)) as AnswerOf<typeof operation>,
  };
}

function headersOf(
  { key, headers }: ClientOptions,
  { method, body, options }: { method: string; body: unknown; options: CallOptions },
): Record<string, string> {
  const { idempotencyKey, ifMatch } = options;
  return {
    ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
    ...headers?.(method),
    ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    ...(idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey }),
    ...(ifMatch === undefined ? {} : { 'if-match': ifMatch }),
  };
}

function addressOf(url: string, pattern: string, { params = {}, query = {} }: AnyRequest): string {
  const path = pattern.replace(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(String(params[name])),
  );
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== '') search.set(name, String(value));
  }
  const text = search.toString();
  return `${url.replace(/\/+$/, '')}${path}${text === '' ? '' : `?${text}`}`;
}

type Parse = (text: string) => unknown;

async function bodyOf(answer: Response, parse: Parse): Promise<unknown> {
  if (answer.status === 204) return undefined;
  try {
    return parse(await answer.text());
  } catch {
    throw unreadable(answer.status);
  }
}

async function refusalOf(answer: Response, parse: Parse): Promise<ApiError> {
  try {
    const { error } = parse(await answer.text()) as {
      error: ConstructorParameters<typeof ApiError>[0];
    };
    return new ApiError({ ...error, status: answer.status });
  } catch {
    return unreadable(answer.status);
  }
}
