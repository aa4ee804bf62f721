// What the traces of each program have to be, on a real collector: the suite of the Tracer port.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { inspect } from 'node:util';
import type { HarborError } from '../../src/errors/harbor-error.ts';
import { traced } from '../../src/tracing/traced.ts';
import type { Tracing, TracingPorts } from '../../src/tracing/tracing.ts';
import type { TracingConfig } from '../../src/tracing/tracing-variables.ts';
import { makeClientCertificate } from '../client-certificate.ts';
import { FakeClock } from '../fake-clock.ts';
import { makeLoopbackCertificates } from '../loopback-certificate.ts';
import { MemoryLog } from '../memory-log.ts';
import { SeededRandom } from '../seeded-random.ts';
import { type OtlpReceiver, startOtlpReceiver } from './start-otlp-receiver.ts';

type StartTracing = (config: TracingConfig | undefined, ports: TracingPorts) => Promise<Tracing>;

interface Rig extends Tracing {
  readonly clock: FakeClock;
  readonly log: MemoryLog;
  /** One span, ended. */
  work(name?: string): Promise<void>;
}

const program = { name: 'harborguard-sensor', version: '1.2.3' };
const canary = 'canary-key-of-the-collector';

export function tracingContract(startTracing: StartTracing): void {
  const start = async (url: string, changes: Partial<TracingConfig> = {}): Promise<Rig> => {
    const clock = new FakeClock();
    const log = new MemoryLog();
    const ports = { clock, log, random: new SeededRandom(1), program };
    const tracing = await startTracing({ ...defaults, url: `${url}/v1/traces`, ...changes }, ports);
    const work = (name = 'work') => traced(tracing.tracer, { name }, () => Promise.resolve());
    return { ...tracing, clock, log, work };
  };

  test('spans reach the collector with their program, their parents, links and failures', async (t) => {
    const receiver = await receiverFor(t);
    const rig = await start(receiver.url, { resourceAttributes: { 'deployment.site': 'north' } });
    const other = `00-${'1'.repeat(32)}-${'2'.repeat(16)}-01`;

    const outer = rig.tracer.start('outer', { kind: 'server', parent: other });
    outer.within(() => {
      const inner = rig.tracer.start('inner', { attributes: { one: 1, two: 'b', three: true } });
      inner.fail('REGISTRY_TIMEOUT');
      inner.end();
    });
    outer.end();
    rig.tracer.start('own', { parent: null, links: [other] }).end();
    await rig.close();

    const byName = new Map(receiver.spans.map((span) => [span.name, span]));
    const { resource, traceId, parentSpanId, spanId, kind } = byName.get('outer') ?? {};
    assert.equal(resource?.['service.name'], program.name);
    assert.equal(resource?.['service.version'], '1.2.3');
    assert.equal(resource?.['deployment.site'], 'north');
    assert.deepEqual([traceId, parentSpanId, kind], ['1'.repeat(32), '2'.repeat(16), 2]);
    assert.equal(byName.get('inner')?.parentSpanId, spanId);
    assert.deepEqual(byName.get('inner')?.attributes, {
      ...{ one: 1, two: 'b', three: true },
      'error.type': 'REGISTRY_TIMEOUT',
    });
    assert.deepEqual(byName.get('inner')?.status, { code: 2, message: 'REGISTRY_TIMEOUT' });
    assert.equal(byName.get('own')?.parentSpanId, '');
    assert.deepEqual(byName.get('own')?.links, [
      { traceId: '1'.repeat(32), spanId: '2'.repeat(16) },
    ]);
  });

  test('JSON, packed and with a key, says the same; the key is in no line of the log', async (t) => {
    const receiver = await receiverFor(t);
    const rig = await start(receiver.url, {
      ...{ protocol: 'http/json', compression: 'gzip', serviceName: 'mine' },
      headers: { 'x-api-key': canary },
    });

    await rig.work();
    await rig.close();

    const [request] = receiver.requests;
    assert.equal(request?.method, 'POST');
    assert.equal(request?.url, '/v1/traces');
    assert.equal(request?.headers['content-type'], 'application/json');
    assert.equal(request?.headers['content-encoding'], 'gzip');
    assert.equal(request?.headers['x-api-key'], canary);
    assert.equal(receiver.spans[0]?.resource['service.name'], 'mine');
    assert.ok(!rig.log.text().includes(canary));
  });

  test('a collector behind TLS is trusted by its CA, and by no other', async (t) => {
    const made = await makeLoopbackCertificates();
    if (made.kind === 'unavailable') return t.skip(made.reason);
    const receiver = await receiverFor(t, { tls: made.server });
    const certificateFile = fileWith(t, made.ca);

    const trusting = await start(receiver.url, { certificateFile });
    await trusting.work();
    await trusting.close();
    const wary = await start(receiver.url);
    await wary.work();
    await wary.close();

    assert.equal(receiver.spans.length, 1);
    assert.match(
      String(wary.log.linesOf('traces not delivered')[0]?.fields['reason']),
      /CERT|VERIFY/,
    );
  });

  test('a CA that is none stops the start with the variable to correct', async (t) => {
    for (const certificateFile of [fileWith(t, 'canary'), '/nowhere/ca.pem']) {
      await assert.rejects(start('https://127.0.0.1:1', { certificateFile }), {
        code: 'CONFIGURATION_INVALID',
        details: {
          variable: 'OTEL_EXPORTER_OTLP_CERTIFICATE',
          rule: 'must name a PEM file with a certificate',
        },
      });
    }
  });

  test('a collector that wants a certificate is shown one, and its key is in no line of the log', async (t) => {
    const made = await makeLoopbackCertificates();
    if (made.kind === 'unavailable') return t.skip(made.reason);
    const client = await makeClientCertificate('sensor');
    const receiver = await receiverFor(t, { tls: { ...made.server, clientCa: client.certPem } });
    const certificateFile = fileWith(t, made.ca);
    const shown = await start(receiver.url, {
      certificateFile,
      headers: { authorization: `Bearer ${canary}` },
      clientCertificateFile: fileWith(t, client.certPem),
      clientKeyFile: fileWith(t, client.keyPem),
    });
    await shown.work();
    await shown.close();
    const hidden = await start(receiver.url, { certificateFile });
    await hidden.work();
    await hidden.close();

    assert.equal(receiver.spans.length, 1);
    assert.equal(receiver.requests[0]?.headers['authorization'], `Bearer ${canary}`);
    assert.equal(hidden.log.linesOf('traces not delivered').length, 1);
    const [, keyLine = ''] = client.keyPem.split('\n');
    for (const secret of [canary, keyLine]) assert.ok(!shown.log.text().includes(secret));
  });

  test('a client certificate without its key, or with another, stops the start with the variable', async (t) => {
    const mine = await makeClientCertificate('mine');
    const other = await makeClientCertificate('other');
    const [certificate, key] = [fileWith(t, mine.certPem), fileWith(t, mine.keyPem)];
    const [certName, keyName] = [
      'OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE',
      'OTEL_EXPORTER_OTLP_CLIENT_KEY',
    ];
    const wrong: readonly (readonly [string | undefined, string | undefined, string, RegExp])[] = [
      [certificate, undefined, keyName, /^has to be set with/],
      [undefined, key, certName, /^has to be set with/],
      [key, key, certName, /^must name a PEM file with a certificate$/],
      [certificate, fileWith(t, canary), keyName, /^must name a PEM file with a key/],
      [certificate, fileWith(t, other.keyPem), keyName, /^must name the key of/],
    ];
    for (const [clientCertificateFile, clientKeyFile, variable, rule] of wrong) {
      const starting = start('https://127.0.0.1:1', { clientCertificateFile, clientKeyFile });
      await assert.rejects(starting, (error: HarborError) => {
        assert.equal(error.code, 'CONFIGURATION_INVALID');
        assert.equal(error.details['variable'], variable);
        assert.match(String(error.details['rule']), rule);
        assert.ok(!inspect(error).includes(canary));
        return true;
      });
    }
  });

  test('a redirect is not followed: the key is for the collector alone', async (t) => {
    const receiver = await receiverFor(t);
    const elsewhere = await receiverFor(t);
    receiver.answerWith({ location: `${elsewhere.url}/v1/traces` });
    const rig = await start(receiver.url, { headers: { 'x-api-key': canary } });

    await rig.work();
    await rig.close();

    assert.equal(elsewhere.requests.length, 0);
    assert.equal(rig.log.linesOf('traces not delivered')[0]?.fields['reason'], 'HTTP 307');
  });

  test('a collector that refuses, or is not there, costs a line of the log and the spans', async (t) => {
    const receiver = await receiverFor(t);
    receiver.answerWith(401);
    const refused = await start(receiver.url);
    await refused.work();
    await refused.close();
    await receiver.close();
    const alone = await start(receiver.url);
    await alone.work();
    await alone.close();

    const [refusal] = refused.log.linesOf('traces not delivered');
    const [absence] = alone.log.linesOf('traces not delivered');
    assert.deepEqual(refusal?.fields, { kind: 'refused', reason: 'HTTP 401' });
    assert.deepEqual(absence?.fields, { kind: 'unavailable', reason: 'ECONNREFUSED' });
    assert.deepEqual(alone.log.linesOf('spans dropped')[0]?.fields, { spans: 1 });
  });

  test('a collector that does not answer is given up after its time, and holds up no end', async (t) => {
    const receiver = await receiverFor(t);
    receiver.answerWith('none');
    const rig = await start(receiver.url, { timeoutMs: 1_000 });

    await rig.work();
    await rig.clock.advance(5_000);
    await receiver.received(1);
    await rig.clock.advance(1_000);
    await rig.log.waitFor('traces not delivered');
    await rig.work();
    const closing = rig.close();
    await rig.clock.advance(2_000);
    await closing;

    const [line] = rig.log.linesOf('traces not delivered');
    assert.deepEqual(line?.fields, { kind: 'unavailable', reason: 'no answer in time' });
  });

  test('a sampler says which traces are made, and a caller’s word counts where it is heard', async (t) => {
    const receiver = await receiverFor(t);
    const kept = async (changes: Partial<TracingConfig>): Promise<readonly string[]> => {
      const before = receiver.spans.length;
      const rig = await start(receiver.url, changes);
      await rig.work('root');
      for (const flags of ['01', '00']) {
        const parent = `00-${'1'.repeat(32)}-${'2'.repeat(16)}-${flags}`;
        rig.tracer.start(`child ${flags}`, { parent }).end();
      }
      await rig.close();
      return receiver.spans.slice(before).map(({ name }) => name);
    };

    assert.deepEqual(await kept({}), ['root', 'child 01']);
    assert.deepEqual(await kept({ sampler: 'always_on' }), ['root', 'child 01', 'child 00']);
    assert.deepEqual(await kept({ sampler: 'always_off' }), []);
    assert.deepEqual(await kept({ sampler: 'parentbased_always_off' }), ['child 01']);
    assert.deepEqual(await kept({ sampler: 'parentbased_traceidratio', samplerShare: 0 }), [
      'child 01',
    ]);
    assert.deepEqual(await kept({ sampler: 'traceidratio', samplerShare: 0 }), []);
  });

  test('a span that is not sampled is carried on as such', async (t) => {
    const receiver = await receiverFor(t);
    const rig = await start(receiver.url, { sampler: 'always_off' });

    const span = rig.tracer.start('work');
    await rig.close();

    assert.match(span.traceparent ?? '', /^00-[0-9a-f]{32}-[0-9a-f]{16}-00$/);
  });

  test('without a configuration nothing is made and nothing of the library is there', async () => {
    const ports = { clock: new FakeClock(), log: new MemoryLog(), random: new SeededRandom(1) };
    const { tracer, close } = await startTracing(undefined, { ...ports, program });

    assert.equal(tracer.start('work').traceparent, undefined);
    await close();
    assert.deepEqual(ports.log.lines, []);
  });
}

const defaults: Omit<TracingConfig, 'url'> = {
  protocol: 'http/protobuf',
  headers: {},
  timeoutMs: 10_000,
  compression: 'none',
  certificateFile: undefined,
  clientCertificateFile: undefined,
  clientKeyFile: undefined,
  serviceName: undefined,
  resourceAttributes: {},
  sampler: 'parentbased_always_on',
  samplerShare: 1,
};

async function receiverFor(
  t: TestContext,
  options?: Parameters<typeof startOtlpReceiver>[0],
): Promise<OtlpReceiver> {
  const receiver = await startOtlpReceiver(options);
  t.after(() => receiver.close());
  return receiver;
}

function fileWith(t: TestContext, text: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'harborguard-traces-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, 'file.pem');
  writeFileSync(path, text);
  return path;
}
