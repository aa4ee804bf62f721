// Answers to lists that the sender has marked, kept so that the next sync asks "still so?" in place of "what is there?".
// One store for the process, bounded; only for services that document it, since a mark that stays while the list
// changes would hide images.
import {
  headerLine,
  type RegistryRequest,
  type RegistryResponse,
} from '@harborguard/shared/registry/registry-exchange.ts';
import type { RegistryHttp } from './registry-http.ts';

/** The lists of some thousand packages; what is forgotten is simply asked for again. */
const keptBytesMax = 16 * 1024 * 1024;
const answerBytesMax = 1024 * 1024;
const markLengthMax = 256;

interface Kept {
  readonly mark: string;
  readonly answer: RegistryResponse;
}

export class KnownAnswers {
  readonly #kept = new Map<string, Kept>();
  readonly #bytesMax: number;
  #bytes = 0;

  constructor(bytesMax: number = keptBytesMax) {
    this.#bytesMax = bytesMax;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /**
   * The transport, asking conditionally. `owner` is whose answers these are: nothing kept for one registry is used for
   * another, and the sender judges the mark anew with whatever credential goes along.
   */
  around(http: RegistryHttp, owner: string): RegistryHttp {
    return {
      stream: (request, options) => http.stream(request, options),
      close: () => http.close(),
      send: async (request, options) => {
        if (request.method !== 'GET') return await http.send(request, options);
        const key = `${owner} ${request.url}`;
        const kept = this.#kept.get(key);
        if (kept === undefined) return this.#keep(key, await http.send(request, options));
        const answer = await http.send(asking(request, kept.mark), options);
        if (answer.status !== 304) return this.#keep(key, answer);
        this.#touch(key, kept);
        // What counts the questions is of now, what names the pages is of then.
        return { ...kept.answer, headers: { ...kept.answer.headers, ...answer.headers } };
      },
    };
  }

  #keep(key: string, answer: RegistryResponse): RegistryResponse {
    this.#forget(key);
    const mark = headerLine(answer.headers, 'etag') ?? '';
    const isKept =
      answer.status === 200 &&
      mark !== '' &&
      mark.length <= markLengthMax &&
      answer.body.byteLength <= answerBytesMax;
    if (!isKept) return answer;
    this.#kept.set(key, { mark, answer });
    this.#bytes += answer.body.byteLength;
    for (const oldest of this.#kept.keys()) {
      if (this.#bytes <= this.#bytesMax) break;
      this.#forget(oldest);
    }
    return answer;
  }

  #touch(key: string, kept: Kept): void {
    this.#kept.delete(key);
    this.#kept.set(key, kept);
  }

  #forget(key: string): void {
    const kept = this.#kept.get(key);
    if (kept === undefined) return;
    this.#kept.delete(key);
    this.#bytes -= kept.answer.body.byteLength;
  }
}

function asking(request: RegistryRequest, mark: string): RegistryRequest {
  return { ...request, headers: { ...request.headers, 'if-none-match': mark } };
}
