// One request with its answer, as the routes of the fake registry see it. The only place that writes bodies,
// so that cutting and slowing them down works for every route.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { TLSSocket } from 'node:tls';
import type { RegistryKnobs } from './registry-knobs.ts';
import type { RegistryRoute } from './registry-route.ts';
import { keptBodyBytesMax, type RequestRecord } from './request-record.ts';

/** Small enough that a limit of bytes per second is felt, large enough to be fast without one. */
const chunkBytes = 64 * 1024;

/** Larger than anything a test or the demo pushes; keeps a mistake from filling the memory. */
const requestBytesMax = 512 * 1024 * 1024;

/** By this header clients know the distribution API. */
const commonHeaders = { 'docker-distribution-api-version': 'registry/2.0' };

export type Headers = Readonly<Record<string, string>>;
export type Body = Uint8Array | AsyncIterable<Uint8Array>;

interface ExchangeParts {
  readonly record: RequestRecord;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly url: URL;
  /** Origin and path prefix, without a slash at the end. */
  readonly base: string;
  readonly route: RegistryRoute;
  readonly knobs: RegistryKnobs;
}

export class RegistryExchange {
  readonly request: IncomingMessage;
  readonly url: URL;
  readonly base: string;
  readonly route: RegistryRoute;
  readonly knobs: RegistryKnobs;
  /** The body breaks off here; set by a fault. */
  cutAfterBytes: number | undefined;
  readonly #response: ServerResponse;
  readonly #record: RequestRecord;

  constructor(parts: ExchangeParts) {
    this.request = parts.request;
    this.#response = parts.response;
    this.#record = parts.record;
    this.url = parts.url;
    this.base = parts.base;
    this.route = parts.route;
    this.knobs = parts.knobs;
  }

  get method(): string {
    return this.request.method ?? 'GET';
  }

  header(name: string): string {
    const value = this.request.headers[name];
    return Array.isArray(value) ? value.join(', ') : (value ?? '');
  }

  /** Breaks the connection, with a TCP reset where the socket can send one itself. */
  reset(): void {
    const { socket } = this.request;
    if (socket instanceof TLSSocket) socket.destroy();
    else socket.resetAndDestroy();
  }

  async requestBody(): Promise<Buffer> {
    const chunks: Buffer[] = [];
    let length = 0;
    for await (const chunk of this.request as AsyncIterable<Buffer>) {
      length += chunk.length;
      if (length > requestBytesMax) throw new Error('the request body is too large');
      chunks.push(chunk);
    }
    const body = Buffer.concat(chunks);
    if (length <= keptBodyBytesMax) this.#record.body = body.toString('utf8');
    return body;
  }

  async send(status: number, headers: Headers, body: Body = new Uint8Array()): Promise<void> {
    const length: Headers =
      body instanceof Uint8Array && status !== 304 ? { 'content-length': `${body.length}` } : {};
    this.#record.status = status;
    this.#response.writeHead(status, { ...commonHeaders, ...length, ...headers });
    if (this.method === 'HEAD' || status === 304) {
      this.#response.end();
      return;
    }
    await this.#writeBody(body);
  }

  sendJson(status: number, value: unknown, headers: Headers = {}): Promise<void> {
    const body = Buffer.from(`${JSON.stringify(value)}\n`);
    return this.send(
      status,
      { 'content-type': 'application/json; charset=utf-8', ...headers },
      body,
    );
  }

  sendText(status: number, text: string): Promise<void> {
    return this.send(status, { 'content-type': 'text/plain; charset=utf-8' }, Buffer.from(text));
  }

  /** An answer in the error format of the distribution API. */
  sendError(status: number, code: string, options: ErrorOptions = {}): Promise<void> {
    const error = {
      code,
      message: options.message ?? code.toLowerCase().replaceAll('_', ' '),
      detail: options.detail ?? null,
    };
    return this.sendJson(status, { errors: [error] }, options.headers);
  }

  async #writeBody(body: Body): Promise<void> {
    let leftBytes = this.cutAfterBytes ?? Number.POSITIVE_INFINITY;
    for await (const chunk of chunksOf(body, chunkSize(this.knobs))) {
      if (this.#response.destroyed) return;
      await this.#write(chunk.subarray(0, Math.min(leftBytes, chunk.length)));
      leftBytes -= chunk.length;
      if (leftBytes <= 0 && this.cutAfterBytes !== undefined) {
        this.#response.destroy();
        return;
      }
    }
    this.#response.end();
  }

  async #write(chunk: Uint8Array): Promise<void> {
    const { bytesPerSecond } = this.knobs;
    if (bytesPerSecond) await sleep((1000 * chunk.length) / bytesPerSecond);
    await new Promise<void>((resolve) => {
      const done = () => resolve();
      this.#response.once('close', done);
      this.#response.write(chunk, () => {
        this.#response.off('close', done);
        done();
      });
    });
  }
}

export interface ErrorOptions {
  readonly message?: string;
  readonly detail?: unknown;
  readonly headers?: Headers;
}

/** A slow body leaves in twenty parts a second, so that it is slow all along and not one long pause. */
function chunkSize({ bytesPerSecond }: RegistryKnobs): number {
  return bytesPerSecond ? Math.min(chunkBytes, Math.ceil(bytesPerSecond / 20)) : chunkBytes;
}

async function* chunksOf(body: Body, size: number): AsyncIterable<Uint8Array> {
  if (!(body instanceof Uint8Array)) {
    yield* body;
    return;
  }
  for (let start = 0; start < body.length; start += size) {
    yield body.subarray(start, start + size);
  }
}
