// The WebSocket library behind the LinkSocket port: upgrade, subprotocol, TLS trust, proxy. No rules of the link.
import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { getCACertificates } from 'node:tls';
import { isErrorCode } from '@harborguard/shared/errors/error-table.ts';
import type { Clock } from '@harborguard/shared/ports.ts';
import { frameBytesMax, linkSubprotocol } from '@harborguard/shared/protocol/link-limits.ts';
import { cleanText } from '@harborguard/shared/text/clean-text.ts';
import { WebSocket } from 'ws';
import type { LinkSocket, SocketEvents, SocketFactory, UpgradeRefusal } from './link-socket.ts';
import { openTunnel } from './proxy-tunnel.ts';

/** An answer in place of the upgrade is one small JSON document. */
const refusalBytesMax = 16 * 1024;
const abnormalClosure = 1006;
/** For the log: as long as the text of an error frame. */
const reasonLengthMax = 512;

export interface SocketOptions {
  readonly address: URL;
  /** Asked at each try, so that a rotated key takes effect. */
  readonly apiKey: () => string;
  /** PEM certificates trusted besides the system's. */
  readonly caPem?: string | undefined;
  readonly proxy?: URL | undefined;
  readonly clock: Clock;
}

export function createSocketFactory(options: SocketOptions): SocketFactory {
  return (events) => new OpenSocket(options, events);
}

class OpenSocket implements LinkSocket {
  readonly #socket: WebSocket;
  readonly #events: SocketEvents;
  readonly #clock: Clock;
  #failure: string | undefined;

  constructor(options: SocketOptions, events: SocketEvents) {
    this.#events = events;
    this.#clock = options.clock;
    this.#socket = new WebSocket(options.address, linkSubprotocol, {
      headers: { authorization: `Bearer ${options.apiKey()}` },
      maxPayload: frameBytesMax,
      // Large bodies are compressed once by the application; this would cost memory for every idle socket.
      perMessageDeflate: false,
      // The key goes to the configured host and nowhere else.
      followRedirects: false,
      ...trust(options),
      ...viaProxy(options),
    });
    this.#listen();
  }

  get bufferedBytes(): number {
    return this.#socket.bufferedAmount;
  }

  send(frame: string | Uint8Array, onFlushed?: () => void): void {
    if (this.#socket.readyState !== WebSocket.OPEN) return;
    this.#socket.send(frame, (error) => {
      if (!error) onFlushed?.();
    });
  }

  ping(): void {
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.ping();
  }

  close(code: number, reason: string): void {
    this.#socket.close(code, reason);
  }

  terminate(): void {
    this.#socket.terminate();
  }

  #listen(): void {
    const socket = this.#socket;
    socket.once('upgrade', ({ socket: connection }) => {
      // Listening earlier would take away bytes that came along with the answer to the upgrade.
      socket.once('open', () => this.#watchBytes(connection));
    });
    socket.once('open', () => this.#events.opened());
    socket.on('message', (data: Buffer, isBinary) => {
      if (isBinary) this.#events.binary();
      else this.#events.text(data.toString('utf8'));
    });
    socket.on('unexpected-response', (request, response) => {
      void this.#readRefusal(response).then((refusal) => {
        this.#events.refused(refusal);
        request.destroy();
        this.#socket.terminate();
      });
    });
    socket.on('error', (error) => {
      this.#failure ??= 'code' in error ? String(error.code) : error.message;
    });
    socket.on('close', (code) => {
      this.#events.closed({
        closeCode: code || abnormalClosure,
        ...(this.#failure === undefined ? {} : { reason: this.#failure }),
      });
    });
  }

  /** Frames alone would not do: one large frame on a slow line is many seconds of life. */
  #watchBytes(connection: Socket): void {
    connection.on('data', () => this.#events.activity());
  }

  async #readRefusal(response: IncomingMessage): Promise<UpgradeRefusal> {
    const status = response.statusCode ?? 0;
    const retryAfterMs = this.#retryAfterMs(response.headers['retry-after']);
    const { code, message } = errorIn(await bodyOf(response));
    return {
      status,
      ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
      ...(isErrorCode(code) ? { code } : {}),
      ...(isErrorCode(code) && typeof message === 'string'
        ? { reason: cleanText(message, reasonLengthMax) }
        : {}),
    };
  }

  /** Seconds or a date: RFC 9110, section 10.2.3. */
  #retryAfterMs(value: string | undefined): number | undefined {
    if (value === undefined) return undefined;
    if (/^\d{1,9}$/.test(value)) return Number(value) * 1000;
    const atMs = Date.parse(value);
    return Number.isNaN(atMs) ? undefined : Math.max(0, atMs - this.#clock.now());
  }
}

function trust({ caPem }: SocketOptions): { ca?: string[] } {
  return caPem === undefined ? {} : { ca: [...getCACertificates('default'), caPem] };
}

function viaProxy(options: SocketOptions): object {
  const { address, proxy } = options;
  if (proxy === undefined) return {};
  const isSecure = address.protocol === 'wss:';
  const host = address.hostname.replace(/^\[|\]$/g, '');
  const target = {
    host,
    port: Number(address.port) || (isSecure ? 443 : 80),
    ...(isSecure ? { tls: trust(options) } : {}),
  };
  return {
    createConnection: (_: unknown, connected: Parameters<typeof openTunnel>[2]) => {
      openTunnel(proxy, target, connected);
    },
  };
}

async function bodyOf(response: IncomingMessage): Promise<string> {
  let text = '';
  try {
    for await (const part of response.setEncoding('utf8')) {
      text += part;
      if (text.length > refusalBytesMax) return '';
    }
  } catch {
    return '';
  }
  return text;
}

function errorIn(text: string): { readonly code?: unknown; readonly message?: unknown } {
  try {
    return JSON.parse(text)?.error ?? {};
  } catch {
    return {};
  }
}
