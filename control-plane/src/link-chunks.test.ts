import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { zstdCompressSync } from 'node:zlib';
import { encodeChunk } from '@harborguard/shared/protocol/chunk-frame.ts';
import { idleHeartbeat } from './testing/fake-sensor.ts';
import { LinkWorld, type SensorClient } from './testing/link-world.ts';

test('a large body comes in chunks, with state between them, and takes effect once', async (t) => {
  const { world, client, registryId } = await linked(t);
  const body = bigBody(world, registryId);

  sendChunked(client, body, { between: () => client.send(idleHeartbeat(world.fleet.clock.now())) });
  const ack = await client.acked(1);

  assert.ok(body.chunks.length > 3);
  assert.equal(ack.verdicts, undefined);
  assert.deepEqual(world.fleet.facts.kinds(), ['tagsSeen']);
});

test('a body that was hurt on its way is asked for again and then taken', async (t) => {
  const { world, client, registryId } = await linked(t);
  const body = bigBody(world, registryId);
  const hurt = body.chunks.map((chunk, index) =>
    index === 1 ? Buffer.alloc(chunk.length) : chunk,
  );

  sendChunked(client, { ...body, chunks: hurt });
  assert.equal((await client.next('resync')).fromSeq, 1);
  sendChunked(client, body);

  assert.equal((await client.acked(1)).verdicts, undefined);
  assert.deepEqual(world.fleet.facts.kinds(), ['tagsSeen']);
});

test('a body whose hash is never right is refused, so that it blocks nothing', async (t) => {
  const { world, client, registryId } = await linked(t);
  const body = { ...bigBody(world, registryId), sha256: 'f'.repeat(64) };

  for (let time = 0; time < 3; time += 1) sendChunked(client, body);
  const ack = await client.acked(1);

  assert.deepEqual(ack.verdicts, [{ seq: 1, verdict: 'refused', code: 'FRAME_INVALID' }]);
  assert.equal(client.sent('resync').length, 2);
});

test('a missing chunk is a gap: the message is asked for again', async (t) => {
  const { world, client, registryId } = await linked(t);
  const body = bigBody(world, registryId);

  sendChunked(client, body, { without: 2 });
  client.send(lost(2));
  assert.equal((await client.next('resync')).fromSeq, 1);
  sendChunked(client, body);
  client.send(lost(2));

  await client.acked(2);
  assert.deepEqual(world.fleet.facts.kinds(), ['tagsSeen']);
});

test('a body that unpacks to more than announced is refused before it does', async (t) => {
  const { client } = await linked(t);
  const bomb = announced(Buffer.alloc(64 * 1024 * 1024));

  sendChunked(client, { ...bomb, bytes: 1000 });
  const ack = await client.acked(1);

  assert.deepEqual(ack.verdicts, [{ seq: 1, verdict: 'refused', code: 'FRAME_INVALID' }]);
});

test('a body above the limits is refused when it is announced', async (t) => {
  const { client } = await linked(t);
  const body = announced(Buffer.from('{}'));

  sendChunked(client, { ...body, bytes: 300 * 1024 * 1024 });
  const ack = await client.acked(1);
  client.send(lost(2));

  assert.deepEqual(ack.verdicts, [{ seq: 1, verdict: 'refused', code: 'FRAME_TOO_LARGE' }]);
  await client.acked(2);
  assert.deepEqual(client.sent('error'), []);
});

test('a chunked message that was committed before is acked again and not read', async (t) => {
  const { world, client, registryId } = await linked(t);
  const body = bigBody(world, registryId);
  sendChunked(client, body);
  await client.acked(1);

  sendChunked(client, body);
  client.send(lost(2));
  await client.acked(2);

  assert.deepEqual(world.fleet.facts.kinds(), ['tagsSeen']);
  assert.deepEqual(client.sent('error'), []);
});

interface Body {
  readonly bytes: number;
  readonly sha256: string;
  readonly compressedBytes: number;
  readonly chunks: readonly Buffer[];
}

const chunkBytes = 1024;

async function linked(t: Parameters<typeof LinkWorld.open>[0]) {
  const world = await LinkWorld.open(t);
  const registryId = await world.fleet.addSyncedRegistry();
  const client = await world.connect(await world.fleet.addKey({ registryIds: [registryId] }));
  return { world, registryId, client };
}

function bigBody(world: LinkWorld, registryId: string): Body {
  const { random } = world.fleet;
  const digest = () => `sha256:${Buffer.from(random.bytes(32)).toString('hex')}`;
  const mediaType = 'application/vnd.oci.image.manifest.v1+json';
  const names = Array.from({ length: 200 }, (_, tag) => `tag-${tag}`);
  const tags = names.map((name) => ({ name, digest: digest(), mediaType }));
  const job = { jobId: random.uuid(), attempt: 1 };
  const body = { type: 'tags.seen', ...job, registryId, repository: 'app', tags };
  return announced(Buffer.from(JSON.stringify(body)));
}

function announced(content: Buffer): Body {
  const compressed = zstdCompressSync(content);
  const count = Math.ceil(compressed.byteLength / chunkBytes);
  return {
    bytes: content.byteLength,
    sha256: createHash('sha256').update(compressed).digest('hex'),
    compressedBytes: compressed.byteLength,
    chunks: Array.from({ length: count }, (_, index) =>
      compressed.subarray(index * chunkBytes, (index + 1) * chunkBytes),
    ),
  };
}

function sendChunked(
  client: SensorClient,
  { bytes, sha256, compressedBytes, chunks }: Body,
  options: { readonly between?: () => void; readonly without?: number } = {},
): void {
  const sizes = { bytes, compressedBytes, chunks: chunks.length, chunkBytes };
  client.send({ kind: 'log.begin', seq: 1, type: 'tags.seen', sha256, ...sizes });
  for (const [index, payload] of chunks.entries()) {
    options.between?.();
    if (index !== options.without) client.socket.send(encodeChunk({ seq: 1, index, payload }));
  }
}

function lost(seq: number) {
  const body = { type: 'outbox.lost', messages: 1, bytes: 1, reason: 'age' };
  return { kind: 'log', seq, body };
}
