// The answer to an upgrade that is not taken: plain HTTP with the envelope of the API, then the end.
import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { type ErrorCode, errorRow } from '@harborguard/shared/errors/error-table.ts';

export interface RefusedUpgrade {
  readonly code: ErrorCode;
  /** Differs from the table where the transport has a word of its own. */
  readonly status?: number;
  /** Goes after what the table says. */
  readonly reason?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export function refuseUpgrade(socket: Duplex, refused: RefusedUpgrade): void {
  const row = errorRow(refused.code);
  const status = refused.status ?? row.httpStatus;
  const message = refused.reason === undefined ? row.meaning : `${row.meaning} ${refused.reason}`;
  const error = { code: refused.code, message, firstCheck: row.firstCheck };
  const body = JSON.stringify({ error });
  const headers = {
    'Content-Type': 'application/json; charset=utf-8',
    'Content-Length': String(Buffer.byteLength(body)),
    'Cache-Control': 'no-store',
    Connection: 'close',
    ...refused.headers,
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  socket.end([`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`, ...lines, '', body].join('\r\n'));
}
