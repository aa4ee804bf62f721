// The answer to bytes that are no HTTP request. There is no request object yet, so it is written to the socket.

import type { Socket } from 'node:net';
import { errorRow } from '@harborguard/shared/errors/error-table.ts';
import type { Random } from '@harborguard/shared/ports.ts';
import type { ConnectionError } from 'fastify';
import { errorBody } from './error-answer.ts';

export function answerBrokenRequest(random: Random) {
  return (_error: ConnectionError, socket: Socket): void => {
    if (!socket.writable) {
      socket.destroy();
      return;
    }
    const code = 'VALIDATION_FAILED';
    const body = JSON.stringify(
      errorBody({ code, message: errorRow(code).meaning }, random.uuid()),
    );
    const head = [
      'HTTP/1.1 400 Bad Request',
      'content-type: application/json; charset=utf-8',
      `content-length: ${Buffer.byteLength(body)}`,
      'connection: close',
    ];
    socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
  };
}
