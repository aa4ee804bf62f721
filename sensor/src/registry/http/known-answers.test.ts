import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RegistryResponse } from '@harborguard/shared/registry/registry-exchange.ts';
import { KnownAnswers } from './known-answers.ts';
import type { RegistryHttp } from './registry-http.ts';

const options = { signal: new AbortController().signal };

/** Answers with what stands in `content`, and with 304 to whoever knows its mark. */
class Server implements RegistryHttp {
  content = 'one';
  marked = true;
  readonly statuses: number[] = [];

  send({ url, headers }: Parameters<RegistryHttp['send']>[0]): Promise<RegistryResponse> {
    const mark = `"${this.content}"`;
    const isKnown = this.marked && headers?.['if-none-match'] === mark;
    const status = isKnown ? 304 : 200;
    this.statuses.push(status);
    return Promise.resolve({
      status,
      url,
      headers: this.marked ? { etag: mark, link: isKnown ? undefined : '<next>' } : {},
      body: Buffer.from(isKnown ? '' : this.content),
    } as RegistryResponse);
  }

  stream(): never {
    throw new TypeError('not asked');
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

async function ask(http: RegistryHttp, url = 'https://api.example.com/list?page=1') {
  const { status, body } = await http.send({ method: 'GET', url }, options);
  return [status, Buffer.from(body).toString()];
}

test('a list that has not changed costs a 304 and reads as before; a changed one is read anew', async () => {
  const server = new Server();
  const http = new KnownAnswers().around(server, 'registry');

  assert.deepEqual(await ask(http), [200, 'one']);
  assert.deepEqual(await ask(http), [200, 'one']);
  server.content = 'two';
  assert.deepEqual(await ask(http), [200, 'two']);

  assert.deepEqual(server.statuses, [200, 304, 200]);
});

test('what is kept for one registry is not used for another, nor for another page', async () => {
  const server = new Server();
  const answers = new KnownAnswers();
  await ask(answers.around(server, 'a'));

  await ask(answers.around(server, 'b'));
  await ask(answers.around(server, 'a'), 'https://api.example.com/list?page=2');

  assert.deepEqual(server.statuses, [200, 200, 200]);
});

test('an answer without a mark is asked for each time', async () => {
  const server = new Server();
  server.marked = false;
  const http = new KnownAnswers().around(server, 'registry');

  await ask(http);
  await ask(http);

  assert.deepEqual(server.statuses, [200, 200]);
});

test('the store is bounded, and forgets what was not asked for longest', async () => {
  const server = new Server();
  server.content = 'x'.repeat(100);
  const answers = new KnownAnswers(250);
  const http = answers.around(server, 'registry');
  const page = (number: number) => ask(http, `https://api.example.com/list?page=${number}`);
  await page(1);
  await page(2);
  await page(1);
  await page(3);

  assert.equal(answers.bytes, 200);
  server.statuses.length = 0;
  await page(1);
  await page(2);
  assert.deepEqual(server.statuses, [304, 200]);

  server.content = 'x'.repeat(2 * 1024 * 1024);
  await page(9);
  assert.ok(answers.bytes <= 250, 'an answer that is too large is not kept');
});
