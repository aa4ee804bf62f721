import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { type TestContext, test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { startTcpProxy } from './tcp-proxy.ts';

/** Sends everything back. */
async function echoPort(t: TestContext): Promise<number> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.pipe(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

async function dial(t: TestContext, port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  t.after(() => socket.destroy());
  await once(socket, 'connect');
  return socket;
}

async function echoed(socket: Socket, text: string): Promise<string> {
  socket.write(text);
  const [bytes] = (await once(socket, 'data')) as [Buffer];
  return bytes.toString();
}

test('a proxy passes on what both ends say', async (t) => {
  const proxy = await startTcpProxy(t, await echoPort(t));
  const socket = await dial(t, proxy.port);

  assert.equal(await echoed(socket, 'hello'), 'hello');
  assert.equal(proxy.accepted, 1);
});

test('a cut connection carries nothing more and is not closed; one made after the repair works', async (t) => {
  const proxy = await startTcpProxy(t, await echoPort(t));
  const old = await dial(t, proxy.port);
  await echoed(old, 'before');
  const heard: string[] = [];
  for (const event of ['data', 'end', 'close', 'error']) old.on(event, () => heard.push(event));

  proxy.cut();
  old.write('into nothing');
  proxy.repair();
  const fresh = await dial(t, proxy.port);

  assert.equal(await echoed(fresh, 'after'), 'after');
  await turn();
  assert.deepEqual(heard, []);
});
