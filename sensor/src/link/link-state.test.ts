import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertTransition, linkStates, linkTransitions } from './link-state.ts';

test('every state but stopped leads on, every one leads to stopped, and every one is reached', () => {
  const reached = new Set(Object.values(linkTransitions).flat());

  for (const state of linkStates) {
    if (state !== 'idle') assert.ok(reached.has(state), `${state} is never reached`);
    if (state !== 'stopped') assert.ok(linkTransitions[state].includes('stopped'));
  }
  assert.deepEqual(linkTransitions.stopped, []);
});

test('a transition that is not listed is a programmer error', () => {
  assert.throws(() => assertTransition('idle', 'live'), { name: 'AssertionError' });
  assert.doesNotThrow(() => assertTransition('greeting', 'live'));
});
