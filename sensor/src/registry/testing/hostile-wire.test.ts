// Answers that break HTTP, or bend it: whatever a registry writes to the connection.
import assert from 'node:assert/strict';
import type { Socket } from 'node:net';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { systemClock } from '@harborguard/shared/runtime/system-clock.ts';
import {
  assertNoCanary,
  attack,
  http,
  operations,
  type RawReply,
  startRawServer,
  startVictim,
} from './hostile-rig.ts';

/** No case may make the sensor take more than this off the wire: the largest answer it reads, some times over. */
const receivedBytesMax = 64 * 1024 * 1024;
const json = '{"repositories":["a"],"tags":["a"],"token":"t"}';
const megabyte = Buffer.alloc(1024 * 1024, 'a');

const say =
  (text: string | Buffer): RawReply =>
  (socket) =>
    void socket.write(text);
const sayAndClose =
  (text: string | Buffer): RawReply =>
  (socket) =>
    void socket.end(text);

/** Bytes of `piece`, one at a time and for ever. */
function drip(socket: Socket, piece: string, everyMs: number): void {
  let at = 0;
  const timer = setInterval(() => {
    socket.write(piece[at++ % piece.length] ?? '');
  }, everyMs);
  socket.on('close', () => clearInterval(timer));
}

/** As much as the other side takes, up to 100 MB. */
function flood(socket: Socket, piece: Buffer, wrap = (bytes: Buffer) => bytes): void {
  let left = Math.ceil(100_000_000 / piece.byteLength);
  const more = () => {
    while (left > 0 && !socket.destroyed) {
      left -= 1;
      if (!socket.write(wrap(piece))) return void socket.once('drain', more);
    }
  };
  more();
}

const chunk = (bytes: Buffer) =>
  Buffer.concat([Buffer.from(`${bytes.byteLength.toString(16)}\r\n`), bytes, Buffer.from('\r\n')]);

const cases: Readonly<Record<string, RawReply>> = {
  'closes without a word': (socket) => void socket.end(),
  'resets the connection': (socket) => void socket.resetAndDestroy(),
  'says nothing': () => undefined,
  'speaks another protocol': say('SSH-2.0-OpenSSH_9.9\r\n'),
  'sends random bytes': say(Buffer.from(Array.from({ length: 4096 }, (_, at) => (at * 167) % 256))),
  'answers as TLS': say(Buffer.from([21, 3, 3, 0, 2, 2, 40])),
  'speaks HTTP/2 at once': say(Buffer.from([0, 0, 0, 4, 0, 0, 0, 0, 0])),
  'speaks HTTP/0.9': sayAndClose(json),
  'speaks HTTP/1.0 without a length': sayAndClose(
    `HTTP/1.0 200 OK\r\ncontent-type: application/json\r\n\r\n${json}`,
  ),
  'claims HTTP/9.9': say('HTTP/9.9 200 OK\r\ncontent-length: 0\r\n\r\n'),
  'stops within the status line': say('HTTP/1.1 20'),
  'stops within a header': say('HTTP/1.1 200 OK\r\ncontent-ty'),
  'drips a header': (socket) => {
    socket.write('HTTP/1.1 200 OK\r\nx: ');
    drip(socket, 'a', 20);
  },
  'drips headers line by line': (socket) => {
    socket.write('HTTP/1.1 200 OK\r\n');
    drip(socket, 'a: b\r\n', 5);
  },
  'sends a header of 100 MB': (socket) => {
    socket.write('HTTP/1.1 200 OK\r\nx: ');
    flood(socket, megabyte);
  },
  'sends headers of 100 MB together': (socket) => {
    socket.write('HTTP/1.1 200 OK\r\n');
    flood(socket, Buffer.from('x-header: some value\r\n'.repeat(1000)));
  },
  'sends a status line of 100 MB': (socket) => {
    socket.write('HTTP/1.1 200 ');
    flood(socket, megabyte);
  },
  'sends status 000': say('HTTP/1.1 000 Zero\r\ncontent-length: 0\r\n\r\n'),
  'sends status 999': say('HTTP/1.1 999 Much\r\ncontent-length: 0\r\n\r\n'),
  'sends a negative length': say(`HTTP/1.1 200 OK\r\ncontent-length: -1\r\n\r\n${json}`),
  'sends a length beyond all numbers': say(
    `HTTP/1.1 200 OK\r\ncontent-length: ${'9'.repeat(40)}\r\n\r\n${json}`,
  ),
  'sends two lengths': say(
    `HTTP/1.1 200 OK\r\ncontent-length: 5\r\ncontent-length: 47\r\n\r\n${json}`,
  ),
  'sends a length and chunks': say(
    `HTTP/1.1 200 OK\r\ncontent-length: 5\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n`,
  ),
  'sends more than its length': say(`HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}${json}`),
  'sends less than its length and closes': sayAndClose(
    `HTTP/1.1 200 OK\r\ncontent-length: 4000\r\n\r\n${json}`,
  ),
  'sends less than its length and waits': say(
    `HTTP/1.1 200 OK\r\ncontent-length: 4000\r\n\r\n${json}`,
  ),
  'sends chunks without a size': say(
    'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n',
  ),
  'sends a chunk size beyond all numbers': say(
    `HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n${'F'.repeat(32)}\r\n{}`,
  ),
  'ends chunks too early': sayAndClose(
    'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\n{}\r\n',
  ),
  'sends a chunk extension of 100 MB': (socket) => {
    socket.write('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2;x=');
    flood(socket, megabyte);
  },
  'sends trailers of 100 MB': (socket) => {
    socket.write('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n');
    flood(socket, Buffer.from('x-trailer: some value\r\n'.repeat(1000)));
  },
  'sends an unknown transfer coding': say('HTTP/1.1 200 OK\r\ntransfer-encoding: frogs\r\n\r\nabc'),
  'sends a body of 100 MB': (socket) => {
    socket.write('HTTP/1.1 200 OK\r\ncontent-length: 100000000\r\n\r\n');
    flood(socket, megabyte);
  },
  'sends chunks of 100 MB': (socket) => {
    socket.write('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n');
    flood(socket, megabyte, chunk);
  },
  'sends a body without any end': (socket) => {
    socket.write('HTTP/1.1 200 OK\r\n\r\n');
    flood(socket, megabyte);
  },
  'sends an error body of 100 MB': (socket) => {
    socket.write('HTTP/1.1 404 No\r\ncontent-length: 100000000\r\n\r\n');
    flood(socket, megabyte);
  },
  'sends a denial of 100 MB': (socket) => {
    socket.write('HTTP/1.1 403 No\r\ntransfer-encoding: chunked\r\n\r\n');
    flood(socket, megabyte, chunk);
  },
  'drips a body': (socket) => {
    socket.write('HTTP/1.1 200 OK\r\ncontent-length: 1000000\r\n\r\n');
    drip(socket, ' ', 20);
  },
  'drips an error body': (socket) => {
    socket.write('HTTP/1.1 403 No\r\ncontent-length: 1000000\r\n\r\n');
    drip(socket, ' ', 20);
  },
  'sends a compressed bomb nobody asked for': say(
    http(200, { 'content-encoding': 'gzip' }, gzipSync(Buffer.alloc(64 * 1024 * 1024))),
  ),
  'asks to go on for ever': (socket) =>
    flood(socket, Buffer.from('HTTP/1.1 100 Continue\r\n\r\n'.repeat(100))),
  'sends early hints for ever': (socket) =>
    flood(socket, Buffer.from('HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n'.repeat(100))),
  'drips early hints': (socket) => drip(socket, 'HTTP/1.1 103 Early Hints\r\n\r\n', 2),
  'switches protocols unasked': say(
    'HTTP/1.1 101 Switching\r\nupgrade: frogs\r\nconnection: upgrade\r\n\r\nfrogs',
  ),
  'sends 204 with a body': say(`HTTP/1.1 204 None\r\ncontent-length: 47\r\n\r\n${json}`),
  'sends 304 to a question without a condition': say('HTTP/1.1 304 Same\r\n\r\n'),
  'sends 206 without a range': say(http(206, {}, json)),
  'sends 206 of another range': say(
    http(206, { 'content-range': 'bytes 99999999-100000045/100000046' }, json),
  ),
  'sends 416': say(http(416, {}, '')),
  'sends a null byte in a header': say(`HTTP/1.1 200 OK\r\nx: a\0b\r\ncontent-length: 2\r\n\r\n{}`),
  'ends lines with LF alone': say(`HTTP/1.1 200 OK\ncontent-length: 47\n\n${json}`),
  'folds a header': say(`HTTP/1.1 200 OK\r\nx: a\r\n b\r\ncontent-length: 47\r\n\r\n${json}`),
  'puts a space before the colon': say(`HTTP/1.1 200 OK\r\ncontent-length : 47\r\n\r\n${json}`),
  'sends headers that are no UTF-8': say(
    Buffer.concat([
      Buffer.from('HTTP/1.1 200 OK\r\nlink: <'),
      Buffer.from([0xff, 0xfe, 0xc3, 0x28]),
      Buffer.from(`>; rel="next"\r\ncontent-length: 47\r\n\r\n${json}`),
    ]),
  ),
  'sends a body that is no UTF-8': say(
    http(200, { 'content-type': 'application/json' }, Buffer.from([0x7b, 0xff, 0xfe, 0x7d])),
  ),
  'asks to come back in a thousand years': say(http(429, { 'retry-after': '31556952000' })),
  'asks to come back at no time at all': say(http(503, { 'retry-after': '-1, NaN, 1e99' })),
  'is always out of order': say(http(500, {}, 'a'.repeat(1000))),
  'has nothing left, for ever': say(
    http(200, { 'ratelimit-remaining': '0', 'ratelimit-reset': '9'.repeat(12) }, json),
  ),
};

/** The parser reads past these without keeping anything; a deadline ends them, not a count. */
const passedOver = new Set(['sends a status line of 100 MB', 'sends a chunk extension of 100 MB']);

test('answers that break HTTP end with a code or a result', { concurrency: 64 }, async (t) => {
  const runs = Object.entries(cases).flatMap(([name, reply]) =>
    operations.map((operation) =>
      t.test(`${operation} of a registry that ${name}`, async (t) => {
        const server = await startRawServer(t, reply);

        await attack(startVictim(t, server.origin, systemClock, { isHasty: true }), operation);

        if (passedOver.has(name)) return;
        const received = server.sentBytes();
        assert.ok(received < receivedBytesMax, `${received} bytes were taken`);
      }),
    ),
  );
  await Promise.all(runs);
});

test('a second answer in the pipe is not taken for that of the next question', async (t) => {
  const poison = http(200, { 'docker-content-digest': `sha256:${'b'.repeat(64)}` }, '{"evil":1}');
  const server = await startRawServer(t, (socket, head) => {
    const answer = http(200, { 'content-type': 'application/json' }, '{"tags":["good"]}');
    const isTags = head.includes('/tags/list');
    socket.write(isTags ? Buffer.concat([answer, poison]) : http(404, {}, '{}'));
  });
  const victim = startVictim(t, server.origin, systemClock);

  assert.equal(await attack(victim, 'tags'), 'done');
  assert.equal(await attack(victim, 'resolve'), 'MANIFEST_UNKNOWN');
});

test('cookies are neither kept nor sent', async (t) => {
  const server = await startRawServer(
    t,
    say(
      http(
        200,
        { 'set-cookie': 'session=of-the-enemy; Path=/', 'content-type': 'application/json' },
        json,
      ),
    ),
  );
  const victim = startVictim(t, server.origin, systemClock);

  for (const operation of operations) await attack(victim, operation);

  assert.ok(server.requests.length > 5);
  assert.ok(server.requests.every((head) => !/^cookie:/im.test(head)));
  assertNoCanary('requests nobody asked a password for', server.requests.join());
});
