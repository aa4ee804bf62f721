import assert from 'node:assert/strict';
import { test } from 'node:test';
import { systemClock, timerMsMax } from './system-clock.ts';

test('what is due in two months fires then, not at once and not when the timer of the machine is full', (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  let fired = 0;
  systemClock.setTimer(2 * timerMsMax + 5, () => {
    fired += 1;
  });

  t.mock.timers.tick(timerMsMax);
  t.mock.timers.tick(timerMsMax);
  t.mock.timers.tick(4);
  assert.equal(fired, 0);
  t.mock.timers.tick(1);
  assert.equal(fired, 1);
});

test('a long timer is cancelled in any of its parts', (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const timer = systemClock.setTimer(timerMsMax + 5, () => assert.fail('it was cancelled'), {
    background: true,
  });

  t.mock.timers.tick(timerMsMax);
  timer.cancel();
  t.mock.timers.tick(timerMsMax);
});
