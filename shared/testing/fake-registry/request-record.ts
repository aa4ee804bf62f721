// What a fake server remembers of a request: everything, so that a test can search it for a leaked credential.
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';

export interface RequestRecord {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  /** Path and query as they were sent. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  /** Set when the headers of the answer have gone out. */
  status?: number;
  /** The text of a small body that was read, such as the form of a token request. */
  body?: string;
}

/** Forms are far smaller; what is longer is a blob. */
export const keptBodyBytesMax = 64 * 1024;

export function recordRequest(request: IncomingMessage): RequestRecord {
  const url = request.url ?? '';
  return {
    method: request.method ?? 'GET',
    path: url.split('?')[0] ?? '',
    url,
    headers: request.headers,
  };
}

/** Requests in order of arrival, and a way to wait for one without sleeping. */
export class RequestLog {
  readonly all: RequestRecord[] = [];
  readonly #watchers = new Set<(record: RequestRecord) => void>();

  add(record: RequestRecord): void {
    this.all.push(record);
    for (const watch of this.#watchers) watch(record);
  }

  /** Resolves with the first request that fits, past or to come. */
  waitFor(fits: (record: RequestRecord) => boolean): Promise<RequestRecord> {
    const seen = this.all.find(fits);
    if (seen) return Promise.resolve(seen);
    return new Promise((resolve) => {
      const watch = (record: RequestRecord) => {
        if (!fits(record)) return;
        this.#watchers.delete(watch);
        resolve(record);
      };
      this.#watchers.add(watch);
    });
  }
}
