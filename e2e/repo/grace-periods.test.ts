// Whoever runs the two programs asks them to stop and kills them later: later than they need for an orderly end.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { test } from 'node:test';
import {
  controlPlaneStopMsMax,
  sensorStopMsMax,
} from '@harborguard/shared/protocol/link-limits.ts';

const deploy = resolve(import.meta.dirname, '../../deploy');

/** A machine that is busy stopping a hundred other containers. */
const sensorMarginMs = 5_000;
/** Requests, a match and an import at hand are finished besides. */
const controlPlaneMarginMs = 20_000;

const needed = {
  sensor: sum(sensorStopMsMax) + sensorMarginMs,
  'control plane': sum(controlPlaneStopMsMax) + controlPlaneMarginMs,
} as const;

const kubernetes = /terminationGracePeriodSeconds: (\d+)/;
const systemd = /^TimeoutStopSec=(\d+)$/m;

for (const { program, file, pattern } of [
  { program: 'sensor', file: 'helm/harborguard-sensor/values.yaml', pattern: kubernetes },
  { program: 'sensor', file: 'kubernetes/sensor.yaml', pattern: kubernetes },
  {
    program: 'sensor',
    file: 'helm/harborguard-control-plane/templates/managed-sensor.yaml',
    pattern: kubernetes,
  },
  { program: 'sensor', file: 'systemd/harborguard-sensor.service', pattern: systemd },
  { program: 'sensor', file: 'compose/compose.yaml', pattern: ofService('sensor') },
  {
    program: 'control plane',
    file: 'helm/harborguard-control-plane/values.yaml',
    pattern: kubernetes,
  },
  { program: 'control plane', file: 'kubernetes/control-plane.yaml', pattern: kubernetes },
  { program: 'control plane', file: 'systemd/harborguard-control-plane.service', pattern: systemd },
  { program: 'control plane', file: 'compose/compose.yaml', pattern: ofService('control-plane') },
] as const) {
  test(`${file} leaves the ${program} the time it needs to stop`, () => {
    const [, seconds] = pattern.exec(readFileSync(resolve(deploy, file), 'utf8')) ?? [];

    assert.ok(seconds, 'the file says how long');
    assert.ok(Number(seconds) * 1000 >= needed[program], `${seconds} s of ${needed[program]} ms`);
  });
}

test('the control plane waits longer for its own sensor than that takes', () => {
  assert.ok(controlPlaneStopMsMax.managedSensor > sum(sensorStopMsMax));
});

/** Of the service itself: up to the next line that is indented as its name is. */
function ofService(name: string): RegExp {
  return new RegExp(`^  ${name}:\\n(?:(?:    .*)?\\n)*?    stop_grace_period: (\\d+)s$`, 'm');
}

function sum(steps: Readonly<Record<string, number>>): number {
  return Object.values(steps).reduce((total, step) => total + step, 0);
}
