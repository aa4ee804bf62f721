// What the link needs of a WebSocket, so that its rules are apart from the library that opens one.
import type { ErrorCode } from '@harborguard/shared/errors/error-table.ts';

export interface LinkSocket {
  /** Bytes handed over that the operating system has not taken yet. */
  readonly bufferedBytes: number;
  /** `onFlushed` is called when the operating system has taken the frame, never after `closed`. */
  send(frame: string | Uint8Array, onFlushed?: () => void): void;
  ping(): void;
  /** Begins the closing handshake. */
  close(code: number, reason: string): void;
  /** Ends at once. */
  terminate(): void;
}

export interface SocketClose {
  /** 1006 when the connection broke without a close frame, or never came about. */
  readonly closeCode: number;
  /** What the network or TLS said, for the log. */
  readonly reason?: string;
}

export interface UpgradeRefusal {
  readonly status: number;
  readonly retryAfterMs?: number;
  /** From the body of the answer, when it is a code of the error table. */
  readonly code?: ErrorCode;
  /** What that body says besides. */
  readonly reason?: string;
}

export interface SocketEvents {
  opened(): void;
  text(frame: string): void;
  binary(): void;
  /** Any byte arrived, also of a frame that is not complete. */
  activity(): void;
  /** An HTTP answer other than 101; `closed` follows. */
  refused(refusal: UpgradeRefusal): void;
  /** Exactly once, last. */
  closed(close: SocketClose): void;
}

/** Opens a socket and returns at once; throws only for programmer errors. */
export type SocketFactory = (events: SocketEvents) => LinkSocket;
