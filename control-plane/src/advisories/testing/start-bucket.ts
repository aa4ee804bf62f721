// A bucket of advisories on a loopback server that can cut, corrupt, lag and refuse, and knows what it was asked. For tests
// only.
import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TestContext } from 'node:test';
import { createAdvisoryFetch } from '../../outbound/fetch-advisories.ts';
import { type SampleRecord, sampleRecord } from './import-workshop.ts';
import { makeZip } from './make-zip.ts';

export type Fault = { readonly status: number } | 'cut' | 'corrupt';

export class Bucket {
  readonly files = new Map<string, Buffer>();
  /** Faults by path, each used once. */
  readonly faults = new Map<string, Fault[]>();
  /** `GET /npm/all.zip`, with the range or the condition it was asked under. */
  readonly asked: string[] = [];
  hasValidators = true;
  url = '';

  static async start(t: TestContext): Promise<Bucket> {
    const bucket = new Bucket();
    const server = createServer((request, response) => bucket.#answer(request, response));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    t.after(() => {
      server.closeAllConnections();
      server.close();
    });
    bucket.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    return bucket;
  }

  readonly fetch = createAdvisoryFetch({ environment: {} });

  /** The whole of an ecosystem: archive, list and single records, as the public bucket has them. */
  publish(ecosystem: string, samples: readonly SampleRecord[]): void {
    this.files.set('/ecosystems.txt', Buffer.from(`${ecosystem}\n`));
    this.#setArchive(ecosystem, samples);
    this.publishList(ecosystem, samples);
    this.publishRecords(ecosystem, samples);
  }

  publishList(ecosystem: string, samples: readonly SampleRecord[]): void {
    const lines = samples
      .map(({ id, modified = '2024-01-01T00:00:00Z' }) => `${modified},${id}`)
      .toSorted()
      .toReversed();
    this.files.set(`/${ecosystem}/modified_id.csv`, Buffer.from(`${lines.join('\n')}\n`));
  }

  publishRecords(ecosystem: string, samples: readonly SampleRecord[]): void {
    for (const sample of samples) {
      this.files.set(`/${ecosystem}/${sample.id}.json`, Buffer.from(sampleRecord(sample)));
    }
  }

  fail(path: string, ...faults: readonly Fault[]): void {
    this.faults.set(path, [...faults]);
  }

  /** What was asked since the last call. */
  takeAsked(): readonly string[] {
    return this.asked.splice(0);
  }

  #setArchive(ecosystem: string, samples: readonly SampleRecord[]): void {
    const members = samples.map((sample) => ({
      name: `${sample.id}.json`,
      bytes: sampleRecord(sample),
      stored: true,
    }));
    this.files.set(`/${ecosystem}/all.zip`, makeZip(members));
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const path = decodeURIComponent(request.url ?? '');
    const { range, 'if-none-match': known } = request.headers;
    this.asked.push(
      [path, range, known === undefined ? undefined : 'if-none-match'].filter(Boolean).join(' '),
    );
    const fault = this.faults.get(path)?.shift();
    if (typeof fault === 'object') return void response.writeHead(fault.status).end();
    const bytes = this.files.get(path);
    if (bytes === undefined) return void response.writeHead(404).end();
    const etag = `"${createHash('sha256').update(bytes).digest('hex').slice(0, 12)}"`;
    if (this.hasValidators) response.setHeader('etag', etag);
    if (this.hasValidators && known === etag) return void response.writeHead(304).end();
    const isSame = request.headers['if-range'] === etag;
    const from = isSame ? Number(/^bytes=([0-9]+)-/.exec(range ?? '')?.[1] ?? 0) : 0;
    const body = bytes.subarray(from);
    response.setHeader('content-length', body.length);
    if (from > 0) {
      response.setHeader('content-range', `bytes ${from}-${bytes.length - 1}/${bytes.length}`);
    }
    response.writeHead(from > 0 ? 206 : 200);
    if (fault === 'cut') {
      response.write(body.subarray(0, Math.ceil(body.length / 2)), () => response.socket?.end());
    } else {
      response.end(fault === 'corrupt' ? corrupted(body) : body);
    }
  }
}

function corrupted(body: Buffer): Buffer {
  const copy = Buffer.from(body);
  const middle = Math.floor(copy.length / 3);
  copy[middle] = (copy[middle] ?? 0) ^ 0xff;
  return copy;
}
