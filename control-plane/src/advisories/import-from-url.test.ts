import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { inspect } from 'node:util';
import { HarborError, isHarborError } from '@harborguard/shared/errors/harbor-error.ts';
import type { AdvisoryFetch } from '../domain/advisories/advisory-fetch.ts';
import { ImportWorkshop, sampleRecord } from './testing/import-workshop.ts';
import { makeZip } from './testing/make-zip.ts';

const npmZip = makeZip([
  { name: 'GHSA-1.json', bytes: sampleRecord({ id: 'GHSA-1', ecosystem: 'npm', name: 'lodash' }) },
]);
const rockyZip = makeZip([
  {
    name: 'RLSA-1.json',
    bytes: sampleRecord({ id: 'RLSA-1', ecosystem: 'Rocky Linux:9', name: 'vim' }),
  },
]);

const bucket: Readonly<Record<string, Buffer>> = {
  'https://mirror.example/osv/ecosystems.txt': Buffer.from(
    '[EMPTY]\nRocky Linux\nRocky Linux:9\nnpm\n',
  ),
  'https://mirror.example/osv/npm/modified_id.csv': Buffer.from('2024-01-01T00:00:00Z,GHSA-1\n'),
  'https://mirror.example/osv/npm/all.zip': npmZip,
  'https://mirror.example/osv/Rocky%20Linux/modified_id.csv': Buffer.from(
    '2024-01-01T00:00:00Z,RLSA-1\n',
  ),
  'https://mirror.example/osv/Rocky%20Linux/all.zip': rockyZip,
};

interface ScriptedFetch {
  readonly fetch: AdvisoryFetch;
  readonly asked: string[];
}

/** Serves the given bodies in small chunks; the call numbered `failingCall` fails, or breaks in its middle. */
function scriptedFetch(
  bodies: Readonly<Record<string, Buffer>>,
  failure?: { readonly call: number; readonly how: 'at-once' | 'midway' },
): ScriptedFetch {
  const asked: string[] = [];
  const fetch: AdvisoryFetch = (url) => {
    asked.push(url);
    const body = bodies[url];
    const fails = failure?.call === asked.length;
    if (fails && failure.how === 'at-once') {
      return Promise.reject(new HarborError('ADVISORIES_UNREACHABLE'));
    }
    if (body === undefined) {
      const details = { status: 404 };
      return Promise.reject(new HarborError('ADVISORIES_UNREACHABLE', { details }));
    }
    return Promise.resolve({ kind: 'whole', bytes: body.length, body: chunksOf(body, fails) });
  };
  return { fetch, asked };
}

// biome-ignore lint/suspicious/useAwait: an async generator is what a body is.
async function* chunksOf(body: Buffer, breaks: boolean): AsyncGenerator<Uint8Array> {
  for (let position = 0; position < body.length; position += 64) {
    if (breaks && position > 0) throw new Error('the connection broke');
    yield body.subarray(position, position + 64);
  }
  if (breaks) throw new Error('the connection broke');
}

test('a mirror of the bucket is read ecosystem by ecosystem', async (t) => {
  const workshop = await ImportWorkshop.open(t);
  const { fetch, asked } = scriptedFetch(bucket);

  const report = await workshop.import('https://mirror.example/osv/', { fetch });

  assert.deepEqual(report.ecosystems, ['Rocky Linux:9', 'npm']);
  assert.deepEqual(
    asked,
    Object.keys(bucket).toSorted((left, right) => asked.indexOf(left) - asked.indexOf(right)),
  );
  assert.deepEqual(await workshop.leftovers(), []);
});

test('an archive behind a URL is read like one on the disk', async (t) => {
  const workshop = await ImportWorkshop.open(t);
  const { fetch } = scriptedFetch({ 'http://mirror.example/npm/all.zip': npmZip });

  const report = await workshop.import('http://mirror.example/npm/all.zip', { fetch });

  assert.equal(report.records, 1);
});

test('a prebuilt file behind a URL is taken as it is', async (t) => {
  const workshop = await ImportWorkshop.open(t);
  const url = 'https://mirror.example/advisories.sqlite';
  await workshop.import('https://mirror.example/osv', scriptedFetch(bucket));
  const prebuilt = await readFile(workshop.databasePath);

  const report = await workshop.import(url, scriptedFetch({ [url]: prebuilt }));

  assert.deepEqual(report.changed, []);
  assert.equal(report.records, 2);
});

test('a mirror that fails at any call, at once or midway, leaves the old advisories in use', async (t) => {
  for (const call of [1, 2, 3, 4, 5]) {
    for (const how of ['at-once', 'midway'] as const) {
      // What one try fetched spares the next one calls, so each has a folder of its own.
      const workshop = await ImportWorkshop.open(t);
      await workshop.import(
        'https://mirror.example/npm.zip',
        scriptedFetch({ 'https://mirror.example/npm.zip': npmZip }),
      );
      const { fetch } = scriptedFetch(bucket, { call, how });
      await assert.rejects(workshop.import('https://mirror.example/osv', { fetch }), (error) => {
        assert.ok(isHarborError(error));
        assert.equal(
          error.code,
          how === 'at-once' ? 'ADVISORIES_UNREACHABLE' : 'ADVISORIES_INVALID',
        );
        return true;
      });
      assert.equal(workshop.affecting('npm', 'lodash').length, 1);
      assert.deepEqual(workshop.affecting('Rocky Linux:9', 'vim'), []);
      // What was fetched stays, for the next try.
      const leftovers = await workshop.leftovers();
      assert.deepEqual(
        leftovers.filter((name) => name !== '.advisories-downloads'),
        [],
      );
    }
  }
});

test('credentials in a URL appear in no log line, no error and not in the file', async (t) => {
  const workshop = await ImportWorkshop.open(t);
  const url = 'https://reader:hunter2@mirror.example/all.zip?token=hunter2';

  await workshop.import(url, scriptedFetch({ [url]: npmZip }));
  for (const broken of [url, 'https://reader:hunter2@[mirror/']) {
    await assert.rejects(workshop.import(broken, scriptedFetch({})), (error) => {
      assert.ok(!inspect(error, { depth: 10 }).includes('hunter2'));
      return true;
    });
  }

  assert.ok(!JSON.stringify(workshop.log.lines).includes('hunter2'));
  assert.ok(!(await readFile(workshop.databasePath)).includes('hunter2'));
});
