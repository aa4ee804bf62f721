import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { randomImage } from '../random-image.ts';
import { SeededRandom } from '../seeded-random.ts';
import { type HttpRequest, sendHttp } from '../send-http.ts';
import { type FakeRegistryOptions, startFakeRegistry } from './start-fake-registry.ts';

const ociTypes = {
  accept:
    'application/vnd.oci.image.index.v1+json, application/vnd.oci.image.manifest.v1+json;q=0.9',
};

async function startWithImage(t: TestContext, options: FakeRegistryOptions = {}) {
  const registry = await startFakeRegistry(options);
  t.after(() => registry.close());
  const image = await randomImage(new SeededRandom(1));
  registry.push(image, 'team/app', 'latest');
  const get = (path: string, request: HttpRequest = {}) =>
    sendHttp(`${registry.url}/v2/${path}`, request);
  return { registry, image, get, layer: image.layers[0] ?? assert.fail('no layer') };
}

function errorCode(answer: { json(): unknown }): string | undefined {
  return (answer.json() as { errors: { code: string }[] }).errors[0]?.code;
}

test('a manifest comes with its digest for those who accept its type, and as a false 404 for others', async (t) => {
  const { image, get } = await startWithImage(t);

  const accepted = await get('team/app/manifests/latest', { headers: ociTypes });
  const refused = await get('team/app/manifests/latest', { headers: { accept: '*/*' } });

  assert.equal(accepted.status, 200);
  assert.deepEqual(accepted.body, Buffer.from(image.manifest));
  assert.equal(accepted.headers['content-type'], image.mediaType);
  assert.equal(accepted.headers['docker-content-digest'], image.digest);
  assert.equal(refused.status, 404);
  assert.equal(errorCode(refused), 'MANIFEST_UNKNOWN');
});

test('a known manifest asked for by ETag is answered with 304 and nothing else', async (t) => {
  const { image, get } = await startWithImage(t);

  const answer = await get('team/app/manifests/latest', {
    headers: { ...ociTypes, 'if-none-match': `"${image.digest}"` },
  });

  assert.equal(answer.status, 304);
  assert.equal(answer.headers['docker-content-digest'], undefined);
});

test('HEAD says length, type and digest without a body, or no digest when the knob says so', async (t) => {
  const { registry, image, get } = await startWithImage(t);
  const head = () => get('team/app/manifests/latest', { method: 'HEAD', headers: ociTypes });

  const answer = await head();
  registry.knobs.digestHeader = false;
  const bare = await head();

  assert.equal(answer.headers['content-length'], String(image.manifest.length));
  assert.equal(answer.body.length, 0);
  assert.equal(answer.headers['docker-content-digest'], image.digest);
  assert.equal(bare.headers['docker-content-digest'], undefined);
});

test('blobs come whole or from a byte on, and only from their own repository', async (t) => {
  const { registry, get, layer } = await startWithImage(t);
  registry.content.addRepository('team/other');

  const whole = await get(`team/app/blobs/${layer.digest}`);
  const rest = await get(`team/app/blobs/${layer.digest}`, { headers: { range: 'bytes=10-' } });
  const beyond = await get(`team/app/blobs/${layer.digest}`, {
    headers: { range: `bytes=${layer.bytes.length}-` },
  });
  const foreign = await get(`team/other/blobs/${layer.digest}`);

  assert.deepEqual(whole.body, Buffer.from(layer.bytes));
  assert.equal(rest.status, 206);
  assert.deepEqual(rest.body, Buffer.from(layer.bytes.subarray(10)));
  assert.equal(
    rest.headers['content-range'],
    `bytes 10-${layer.bytes.length - 1}/${layer.bytes.length}`,
  );
  assert.equal(beyond.status, 416);
  assert.equal(errorCode(foreign), 'BLOB_UNKNOWN');
});

test('content can be wrong or gone while the manifest goes on naming it', async (t) => {
  const { registry, get, layer } = await startWithImage(t);

  registry.content.corruptBlob(layer.digest);
  const wrong = await get(`team/app/blobs/${layer.digest}`);
  registry.content.removeBlob(layer.digest);
  const gone = await get(`team/app/blobs/${layer.digest}`);

  assert.equal(wrong.body.length, layer.bytes.length);
  assert.notDeepEqual(wrong.body, Buffer.from(layer.bytes));
  assert.equal(gone.status, 404);
});

test('a blob that is made while it is read has its size, its ranges and its bytes', async (t) => {
  const { registry, get } = await startWithImage(t);
  const whole = Buffer.from('0123456789');
  const digest = `sha256:${'a'.repeat(64)}`;
  registry.content.putBlob('team/app', digest, {
    sizeBytes: whole.length,
    async *read(fromByte) {
      for (const byte of whole.subarray(fromByte)) yield await Promise.resolve(Buffer.of(byte));
    },
  });

  const all = await get(`team/app/blobs/${digest}`);
  const part = await get(`team/app/blobs/${digest}`, { headers: { range: 'bytes=2-4' } });

  assert.equal(all.headers['content-length'], '10');
  assert.equal(all.text(), '0123456789');
  assert.equal(part.text(), '234');
});

test('policy refusals, schema 1 and refused pulls look as they do in the field', async (t) => {
  const { registry, get } = await startWithImage(t);
  const pull = () => get('team/app/manifests/latest', { headers: ociTypes });

  registry.knobs.policyRefusal = true;
  assert.equal((await pull()).status, 412);
  registry.knobs.policyRefusal = false;

  registry.knobs.schema1 = true;
  assert.match((await pull()).headers['content-type'] ?? '', /manifest\.v1\+prettyjws/);
  registry.knobs.schema1 = false;

  registry.knobs.pullRefusal = 403;
  assert.equal(errorCode(await pull()), 'DENIED');
  assert.equal((await get('team/app/tags/list')).status, 200);
});

test('a registry can live below a path, and says nothing outside of it', async (t) => {
  const { registry, get } = await startWithImage(t, { pathPrefix: '/artifactory/docker' });

  assert.equal((await get('')).status, 200);
  assert.equal((await sendHttp(new URL('/v2/', registry.url))).status, 404);
});

test('requests are remembered with their headers and small bodies', async (t) => {
  const { registry, get } = await startWithImage(t);
  const waiting = registry.waitForRequest((request) => request.path.endsWith('/tags/list'));

  await get('team/app/tags/list?n=5', { headers: { authorization: 'Bearer canary' } });

  const record = await waiting;
  assert.equal(record.url, '/v2/team/app/tags/list?n=5');
  assert.equal(record.headers.authorization, 'Bearer canary');
  assert.equal(record.status, 200);
  assert.equal(registry.requests.length, 1);
});
