// A browser in front of the API, for tests: it keeps the session cookie and says where its page comes from.
import type { ApiServer } from '../http/type-provider.ts';

export interface BrowserAnswer {
  readonly status: number;
  // The shape of an answer is what the tests are about.
  // biome-ignore lint/suspicious/noExplicitAny: read field by field by assertions
  readonly body: any;
  readonly text: string;
  readonly headers: Readonly<Record<string, unknown>>;
}

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

export interface BrowserCall {
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string | undefined>>;
  readonly address?: string;
}

export class Browser {
  readonly #app: ApiServer;
  readonly #host: string;
  /** As the browser would send it. */
  cookie: string | undefined;

  constructor(app: ApiServer, host = 'localhost:8080') {
    this.#app = app;
    this.#host = host;
  }

  async call(method: Method, path: string, call: BrowserCall = {}): Promise<BrowserAnswer> {
    const { body, headers = {}, address = '192.0.2.7' } = call;
    const all = {
      host: this.#host,
      'user-agent': 'test browser',
      'sec-fetch-site': 'same-origin',
      'x-harborguard-request': '1',
      cookie: this.cookie,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    };
    const known = Object.entries(all).filter(([, value]) => value !== undefined);
    const answer = await this.#app.inject({
      method,
      url: path,
      remoteAddress: address,
      headers: Object.fromEntries(known),
      ...(body === undefined ? {} : { payload: JSON.stringify(body) }),
    });
    this.#keep(answer.headers['set-cookie']);
    const text = answer.body;
    return {
      status: answer.statusCode,
      body: text === '' ? undefined : JSON.parse(text),
      text,
      headers: answer.headers,
    };
  }

  /** Of several the last counts, as in every browser. */
  #keep(headers: unknown): void {
    const header: unknown = Array.isArray(headers) ? headers.at(-1) : headers;
    if (typeof header !== 'string') return;
    const [pair = ''] = header.split(';');
    this.cookie = header.includes('Max-Age=0') ? undefined : pair;
  }
}
