// The control plane's API as a person's script would call it.

export interface ApiClient {
  readonly url: string;
  get<Data>(path: string): Promise<Data>;
  /** All pages of a list. */
  list<Row>(path: string): Promise<readonly Row[]>;
  send<Data>(method: 'POST' | 'PUT' | 'DELETE', path: string, body?: unknown): Promise<Data>;
  /** Status and body, whatever they are. */
  raw(method: string, path: string, body?: unknown): Promise<ApiAnswer>;
}

export interface ApiAnswer {
  readonly status: number;
  readonly body: unknown;
}

export class ApiError extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(`${code}: ${message}`);
    this.status = status;
    this.code = code;
  }
}

interface Envelope<Data> {
  readonly data: Data;
  readonly meta?: { readonly hasNext?: boolean };
  readonly error?: {
    readonly code: string;
    readonly message: string;
    readonly issues?: readonly unknown[];
  };
}

const pageSize = 200;

export function createApiClient(url: string, apiKey: string): ApiClient {
  const raw = async (method: string, path: string, body?: unknown): Promise<ApiAnswer> => {
    const answer = await fetch(`${url}/api${path}`, {
      method,
      headers: {
        authorization: `Bearer ${apiKey}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    return { status: answer.status, body: text === '' ? undefined : JSON.parse(text) };
  };
  const envelope = async <Data>(method: string, path: string, body?: unknown) => {
    const answer = await raw(method, path, body);
    const content = answer.body as Envelope<Data> | undefined;
    if (answer.status < 400) return content;
    const { code, message, issues } = content?.error ?? {
      code: 'UNKNOWN',
      message: 'no error body',
    };
    const facts = issues === undefined ? '' : ` ${JSON.stringify(issues)}`;
    throw new ApiError(answer.status, code, `${message}${facts}`);
  };
  return {
    url,
    raw,
    get: async <Data>(path: string) => (await envelope<Data>('GET', path))?.data as Data,
    send: async <Data>(method: string, path: string, body?: unknown) =>
      (await envelope<Data>(method, path, body))?.data as Data,
    list: async <Row>(path: string) => {
      const rows: Row[] = [];
      for (let page = 1; ; page += 1) {
        const separator = path.includes('?') ? '&' : '?';
        const answer = await envelope<Row[]>(
          'GET',
          `${path}${separator}page=${page}&limit=${pageSize}`,
        );
        rows.push(...(answer?.data ?? []));
        if (answer?.meta?.hasNext !== true) return rows;
      }
    },
  };
}
