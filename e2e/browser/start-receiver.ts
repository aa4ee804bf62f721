// Somebody who is told of news: takes what is sent to it and keeps it.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TestContext } from 'node:test';

export async function startReceiver(t: TestContext) {
  const received: string[] = [];
  const server = createServer((request, response) => {
    request.on('data', (part) => received.push(String(part)));
    request.on('end', () => response.end());
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  t.after(() => server.close());
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`, received };
}
