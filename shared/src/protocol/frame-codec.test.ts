import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  decodeControlPlaneFrame,
  decodeLogMessage,
  decodeSensorFrame,
  encodeFrame,
} from './frame-codec.ts';
import { frameBytesMax } from './link-limits.ts';

const jobId = '0199a000-0000-7000-8000-000000000001';

test('a frame comes back as it was sent', () => {
  const frame = { kind: 'job.accept', jobId, attempt: 2 } as const;

  assert.deepEqual(decodeSensorFrame(encodeFrame(frame)), { kind: 'frame', frame });
});

test('unknown fields are ignored', () => {
  const decoded = decodeSensorFrame(
    JSON.stringify({ kind: 'job.accept', jobId, attempt: 1, mood: 'good' }),
  );

  assert.equal(decoded.kind, 'frame');
});

test('a frame of the other direction is unknown here', () => {
  const text = JSON.stringify({ kind: 'drain', reconnectAfterMs: 1 });

  assert.equal(decodeControlPlaneFrame(text).kind, 'frame');
  const decoded = decodeSensorFrame(text);
  assert.ok(decoded.kind === 'refused' && decoded.code === 'FRAME_UNKNOWN');
  assert.equal(decoded.frameKind, 'drain');
});

for (const { name, text, code } of [
  { name: 'nothing', text: '', code: 'FRAME_INVALID' },
  { name: 'no JSON', text: '{', code: 'FRAME_INVALID' },
  { name: 'a list', text: '[]', code: 'FRAME_INVALID' },
  { name: 'null', text: 'null', code: 'FRAME_INVALID' },
  { name: 'no kind', text: '{}', code: 'FRAME_INVALID' },
  { name: 'a kind that is no text', text: '{"kind":7}', code: 'FRAME_INVALID' },
  { name: 'a kind of the prototype', text: '{"kind":"constructor"}', code: 'FRAME_UNKNOWN' },
  { name: 'a missing field', text: '{"kind":"job.accept"}', code: 'FRAME_INVALID' },
  {
    name: 'an id that is no UUID',
    text: '{"kind":"job.accept","jobId":"canary","attempt":1}',
    code: 'FRAME_INVALID',
  },
  {
    name: 'a negative seq',
    text: '{"kind":"log","seq":-1,"body":{}}',
    code: 'FRAME_INVALID',
  },
] as const) {
  test(`${name} is refused with ${code}, without repeating what was sent`, () => {
    const decoded = decodeSensorFrame(text);

    assert.ok(decoded.kind === 'refused');
    assert.equal(decoded.code, code);
    assert.ok(!decoded.reason.includes('canary'));
  });
}

test('a frame above the limit is refused before it is parsed, also when only its bytes are too many', () => {
  for (const filler of ['x'.repeat(frameBytesMax), 'ä'.repeat(frameBytesMax / 2)]) {
    const decoded = decodeSensorFrame(
      JSON.stringify({ kind: 'error', code: 'X', message: filler }),
    );
    assert.ok(decoded.kind === 'refused' && decoded.code === 'FRAME_TOO_LARGE');
  }
});

test('sending a frame above the limit is refused on the sending side too', () => {
  const message = 'x'.repeat(frameBytesMax);

  assert.throws(() => encodeFrame({ kind: 'error', code: 'X', message }), {
    code: 'FRAME_TOO_LARGE',
  });
});

test('the kind named in a refusal is bounded', () => {
  const decoded = decodeSensorFrame(JSON.stringify({ kind: 'k'.repeat(10_000) }));

  assert.ok(decoded.kind === 'refused' && decoded.frameKind?.length === 64);
});

test('a log body is read by its own schema, so that an unknown type is refused alone', () => {
  const known = decodeLogMessage({ type: 'outbox.lost', messages: 1, bytes: 2, reason: 'age' });
  const unknown = decodeLogMessage({ type: 'mood.changed' });
  const broken = decodeLogMessage('text');

  assert.equal(known.kind, 'frame');
  assert.ok(unknown.kind === 'refused' && unknown.frameKind === 'mood.changed');
  assert.ok(broken.kind === 'refused' && broken.frameKind === 'unknown');
});
