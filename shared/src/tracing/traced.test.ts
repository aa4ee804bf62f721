import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { MemoryTracer } from '../../testing/memory-tracer.ts';
import { HarborError } from '../errors/harbor-error.ts';
import { noTracer } from './no-tracer.ts';
import { traced } from './traced.ts';

test('what begins within a span is a part of it, also after a wait, and nothing else is', async () => {
  const tracer = new MemoryTracer();

  const outer = traced(tracer, { name: 'outer' }, async () => {
    await turn();
    await traced(tracer, { name: 'inner' }, () => Promise.resolve());
  });
  await traced(tracer, { name: 'beside' }, () => Promise.resolve());
  await outer;

  const [first, beside, inner] = tracer.spans;
  assert.equal(inner?.name, 'inner');
  assert.equal(inner?.options.parent?.spanId, first?.spanId);
  assert.equal(beside?.options.parent, undefined);
  assert.ok(tracer.spans.every(({ isEnded }) => isEnded));
  assert.equal(tracer.current(), undefined);
});

test('a traceparent from elsewhere is the parent, a remote one, and a broken one is none', () => {
  const tracer = new MemoryTracer();
  const parent = `00-${'1'.repeat(32)}-${'2'.repeat(16)}-00`;

  tracer.start('one', { parent });
  tracer.start('two', { parent: 'canary' });
  tracer.start('three', { links: [parent, 'canary'] });

  assert.deepEqual(tracer.spans[0]?.options.parent, {
    ...{ traceId: '1'.repeat(32), spanId: '2'.repeat(16) },
    ...{ traceFlags: 0, isRemote: true },
  });
  assert.equal(tracer.spans[1]?.options.parent, undefined);
  assert.equal(tracer.spans[2]?.options.links.length, 1);
});

test('a span can begin a trace of its own in the middle of another', async () => {
  const tracer = new MemoryTracer();

  await traced(tracer, { name: 'outer' }, () => {
    tracer.start('own', { parent: null });
    return Promise.resolve();
  });

  assert.equal(tracer.spans[1]?.options.parent, undefined);
});

test('what is thrown fails the span by its code and never by its message', async () => {
  const tracer = new MemoryTracer();
  const errors = [
    new HarborError('REGISTRY_TIMEOUT', { details: { host: 'canary' } }),
    new Error('canary'),
    new DOMException('canary', 'AbortError'),
  ];

  for (const error of errors) {
    await assert.rejects(
      traced(tracer, { name: 'work' }, () => Promise.reject(error)),
      error,
    );
  }

  assert.deepEqual(
    tracer.spans.map(({ status }) => status),
    ['REGISTRY_TIMEOUT', 'INTERNAL_ERROR', 'CANCELLED'].map((message) => ({ code: 2, message })),
  );
  assert.doesNotMatch(JSON.stringify(tracer.spans), /canary/);
});

test('attributes that are not known are left out', () => {
  const tracer = new MemoryTracer();

  tracer.start('work', { attributes: { one: 1, two: undefined } }).set({ three: undefined });

  assert.deepEqual(tracer.spans[0]?.attributes, { one: 1 });
});

test('where no traces are made the work is done all the same, and nothing is carried on', async () => {
  const result = await traced(noTracer, { name: 'work' }, (span) => {
    span.set({ one: 1 });
    span.rename('other');
    span.fail('INTERNAL_ERROR');
    assert.equal(span.traceparent, undefined);
    return Promise.resolve(noTracer.current() ?? 'none');
  });

  assert.equal(result, 'none');
});
