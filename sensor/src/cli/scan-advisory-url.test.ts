// `--advisories URL` as people call it: downloaded once, proven, kept, and never believed when it is not what it says.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { zstdCompressSync } from 'node:zlib';
import { formatVersion } from '@harborguard/shared/advisories/advisory-file-format.ts';
import {
  exportedFileVersion,
  writeExportHead,
} from '@harborguard/shared/advisories/exported-file-head.ts';
import { randomImage } from '@harborguard/shared/testing/random-image.ts';
import { SeededRandom } from '@harborguard/shared/testing/seeded-random.ts';
import { ociFiles, writeTar } from '../archive/testing/image-on-disk.ts';
import { makeAdvisoryFile } from '../store/testing/make-advisory-file.ts';
import { commandEnvironment } from './testing/command-environment.ts';

const entry = join(import.meta.dirname, '../main.ts');
const token = 'hg_canary-token';
const hourMs = 3_600_000;

interface Answer {
  readonly status?: number;
  readonly body?: Buffer;
}

/** A server of one file, an image with a hole, and an empty cache. */
class UrlWorld {
  readonly folder: string;
  readonly image: string;
  readonly requests: IncomingMessage[] = [];
  answer: Answer = {};
  address = '';
  closeServer: () => void = () => undefined;

  constructor(folder: string) {
    this.folder = folder;
    this.image = join(folder, 'image.tar');
  }

  static async start(t: TestContext): Promise<UrlWorld> {
    const folder = mkdtempSync(join(tmpdir(), 'harborguard-url-'));
    const world = new UrlWorld(folder);
    const npm = [{ name: 'lodash', version: '4.17.15' }];
    await writeTar(
      world.image,
      ociFiles(await randomImage(new SeededRandom(9), { packages: { npm } })),
    );
    writeFileSync(join(folder, 'token'), `${token}\n`);
    const server = createServer((request, response) => {
      world.requests.push(request);
      const { status = 200, body = exported(folder) } = world.answer;
      const etag = `"${createHash('sha256').update(body).digest('hex')}"`;
      const isSame = request.headers['if-none-match'] === etag;
      response.writeHead(isSame ? 304 : status, { etag }).end(isSame ? undefined : body);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    world.address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    world.closeServer = () => {
      server.closeAllConnections();
      server.close();
    };
    t.after(() => {
      world.closeServer();
      rmSync(folder, { recursive: true, force: true });
    });
    return world;
  }

  async scan(url = this.address) {
    const child = spawn(process.execPath, [entry, 'scan', this.image, '--advisories', url], {
      env: commandEnvironment({
        HARBORGUARD_DOCKER_CONFIG: this.folder,
        HARBORGUARD_CACHE_DIR: join(this.folder, 'cache'),
        HARBORGUARD_ADVISORIES_TOKEN_FILE: join(this.folder, 'token'),
      }),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const texts = { out: '', err: '' };
    child.stdout.on('data', (chunk: Buffer) => (texts.out += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (texts.err += chunk.toString()));
    const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
    assert.doesNotMatch(texts.out + texts.err, /canary/);
    return { code, ...texts };
  }

  cachedFile(): string {
    const advisories = join(this.folder, 'cache', 'advisories');
    const [corner = ''] = readdirSync(advisories);
    const name = readdirSync(join(advisories, corner)).find((file) => file.endsWith('.sqlite'));
    return join(advisories, corner, name ?? '');
  }
}

/** What a control plane exports, made once for each folder. */
function exported(folder: string): Buffer {
  const path = join(folder, 'exported');
  try {
    return readFileSync(path);
  } catch {
    const made = makeAdvisoryFile(
      { path: join(folder, 'advisories.sqlite'), newestModifiedAtMs: Date.now() - hourMs },
      [{ id: 'CVE-1-1', ecosystem: 'npm', name: 'lodash', fixed: '4.17.21', level: 'high' }],
    );
    const file = readFileSync(made);
    const sha256 = createHash('sha256').update(file).digest('hex');
    const head = { version: exportedFileVersion, formatVersion, sha256, bytes: file.length };
    writeFileSync(
      path,
      Buffer.concat([Buffer.from(writeExportHead(head)), zstdCompressSync(file)]),
    );
    return readFileSync(path);
  }
}

test('the file of a control plane is downloaded once, with the token, and its age is shown', async (t) => {
  const world = await UrlWorld.start(t);
  const first = await world.scan();
  const second = await world.scan();

  assert.equal(first.code, 0, first.err);
  assert.match(first.out, /CVE-1-1/);
  assert.match(second.out, /CVE-1-1/);
  assert.match(second.out, /1 hour/);
  assert.deepEqual(
    world.requests.map(({ url, headers }) => [
      url,
      headers.authorization,
      headers['if-none-match'] !== undefined,
    ]),
    [
      ['/api/advisories/file', `Bearer ${token}`, false],
      ['/api/advisories/file', `Bearer ${token}`, true],
    ],
  );
});

test('a file on a web server is taken from where it lies', async (t) => {
  const world = await UrlWorld.start(t);
  const { code, err } = await world.scan(`${world.address}/files/advisories.hgad`);
  assert.equal(code, 0, err);
  assert.equal(world.requests[0]?.url, '/files/advisories.hgad');
});

test('while the server is away, the copy of the last time is used and it is said', async (t) => {
  const world = await UrlWorld.start(t);
  await world.scan();
  world.closeServer();
  const { code, out, err } = await world.scan();
  assert.equal(code, 0, err);
  assert.match(out, /CVE-1-1/);
  assert.match(err, /those of the last time are used/);
});

test('a copy that was altered is downloaded again', async (t) => {
  const world = await UrlWorld.start(t);
  await world.scan();
  writeFileSync(world.cachedFile(), 'altered');
  const { code, out, err } = await world.scan();
  assert.equal(code, 0, err);
  assert.match(out, /CVE-1-1/);
  assert.equal(world.requests[1]?.headers['if-none-match'], undefined);
});

test('a refused key ends the scan, though there is a copy', async (t) => {
  const world = await UrlWorld.start(t);
  await world.scan();
  world.answer = { status: 403, body: Buffer.from('no') };
  const { code, err } = await world.scan();
  assert.equal(code, 3);
  assert.match(err, /ADVISORIES_UNREACHABLE/);
});

const damages = [
  ['cut short', (whole: Buffer) => whole.subarray(0, whole.length - 40)],
  [
    'altered',
    (whole: Buffer) => Buffer.concat([whole.subarray(0, 600), Buffer.alloc(whole.length - 600)]),
  ],
  ['no such file', () => Buffer.from('<html>welcome</html>')],
] as const;
for (const [name, damage] of damages) {
  test(`a download that is ${name} is not used and leaves nothing behind`, async (t) => {
    const world = await UrlWorld.start(t);
    world.answer = { body: damage(exported(world.folder)) };
    const { code, err } = await world.scan();
    assert.notEqual(code, 0);
    assert.match(err, /ADVISORY_FILE_DAMAGED/);
    assert.throws(() => readFileSync(world.cachedFile()));
  });
}

test('a password in the URL is refused before anything is asked', async (t) => {
  const world = await UrlWorld.start(t);
  const { code, err } = await world.scan(world.address.replace('http://', 'http://user:canary@'));
  assert.notEqual(code, 0);
  assert.match(err, /HARBORGUARD_ADVISORIES_TOKEN_FILE/);
  assert.equal(world.requests.length, 0);
});

test('an exported file that was carried here is unpacked once, and one that is damaged is refused', async (t) => {
  const world = await UrlWorld.start(t);
  const file = join(world.folder, 'carried.hgad');
  const content = exported(world.folder);
  writeFileSync(file, content);

  const first = await world.scan(file);
  const unpacked = statSync(world.cachedFile()).mtimeMs;
  const second = await world.scan(file);

  assert.equal(first.code, 0, first.err);
  for (const { out } of [first, second]) assert.match(out, /CVE-1-1/);
  assert.equal(statSync(world.cachedFile()).mtimeMs, unpacked);
  assert.equal(world.requests.length, 0);

  writeFileSync(file, content.subarray(0, content.length - 20));
  const damaged = await world.scan(file);
  assert.equal(damaged.code, 3);
  assert.match(damaged.err, /ADVISORY_FILE_DAMAGED/);
});
