import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatTraceparent, parseTraceparent } from './traceparent.ts';

const traceId = '0af7651916cd43dd8448eb211c80319c';
const spanId = 'b7ad6b7169203331';

test('a traceparent of its exact form is read and written alike', () => {
  for (const flags of ['00', '01']) {
    const text = `00-${traceId}-${spanId}-${flags}`;
    const context = parseTraceparent(text);

    assert.deepEqual(context, { traceId, spanId, isSampled: flags === '01' });
    assert.equal(context && formatTraceparent(context), text);
  }
});

test('of the flags only the one that is known counts', () => {
  assert.equal(parseTraceparent(`00-${traceId}-${spanId}-fe`)?.isSampled, false);
  assert.equal(parseTraceparent(`00-${traceId}-${spanId}-ff`)?.isSampled, true);
});

for (const { what, text } of [
  { what: 'nothing', text: undefined },
  { what: 'a list', text: [`00-${traceId}-${spanId}-01`] },
  { what: 'an empty text', text: '' },
  { what: 'another version', text: `01-${traceId}-${spanId}-01` },
  { what: 'the forbidden version', text: `ff-${traceId}-${spanId}-01` },
  { what: 'capitals', text: `00-${traceId.toUpperCase()}-${spanId}-01` },
  { what: 'a trace of zeros', text: `00-${'0'.repeat(32)}-${spanId}-01` },
  { what: 'a span of zeros', text: `00-${traceId}-${'0'.repeat(16)}-01` },
  { what: 'a digit too few', text: `00-${traceId.slice(1)}-${spanId}-01` },
  { what: 'more behind it', text: `00-${traceId}-${spanId}-01-more` },
  { what: 'a line break behind it', text: `00-${traceId}-${spanId}-01\n` },
]) {
  test(`${what} is no traceparent`, () => {
    assert.equal(parseTraceparent(text), undefined);
  });
}
