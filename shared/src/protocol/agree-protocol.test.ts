import assert from 'node:assert/strict';
import { test } from 'node:test';
import { agreeProtocol, type ProtocolRange } from './agree-protocol.ts';

const sensor = (min: number, max: number) =>
  ({ program: 'sensor', version: '1.2.0', protocol: { min, max } }) as const;
const controlPlane = (min: number, max: number) =>
  ({ program: 'control plane', version: '3.4.0', protocol: { min, max } }) as const;

test('the highest version both speak is taken', () => {
  assert.deepEqual(agreeProtocol(sensor(1, 3), controlPlane(2, 5)), {
    kind: 'agreed',
    protocol: 3,
  });
});

test('the two ends come to the same answer, whoever asks', () => {
  const ranges: ProtocolRange[] = [1, 2, 3, 4].flatMap((min) =>
    [1, 2, 3, 4].filter((max) => max >= min).map((max) => ({ min, max })),
  );
  for (const one of ranges) {
    for (const other of ranges) {
      const here = agreeProtocol(sensor(one.min, one.max), controlPlane(other.min, other.max));
      const there = agreeProtocol(controlPlane(other.min, other.max), sensor(one.min, one.max));
      const common = [4, 3, 2, 1].find((version) =>
        [one, other].every(({ min, max }) => version >= min && version <= max),
      );

      assert.equal(here.kind, there.kind);
      assert.equal(here.kind === 'agreed' ? here.protocol : undefined, common);
      if (here.kind === 'none' && there.kind === 'none') {
        assert.equal(here.older.program, there.older.program);
      }
    }
  }
});

test('with none in common both versions are named, and which of the two to upgrade', () => {
  const tooOld = agreeProtocol(controlPlane(3, 4), sensor(1, 2));
  const tooNew = agreeProtocol(controlPlane(1, 1), sensor(2, 9));
  const unknown = agreeProtocol(sensor(1, 1), {
    program: 'control plane',
    protocol: { min: 2, max: 2 },
  });

  assert.equal(
    tooOld.kind === 'none' && tooOld.sentence,
    'control plane 3.4.0 speaks link protocol 3 to 4, sensor 1.2.0 speaks link protocol 1 to 2: upgrade the sensor',
  );
  assert.match(tooNew.kind === 'none' ? tooNew.sentence : '', /upgrade the control plane$/);
  assert.match(unknown.kind === 'none' ? unknown.sentence : '', /control plane of unknown version/);
});
