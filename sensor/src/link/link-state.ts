// The states of the link and every legal way between them. It decides nothing; link.ts does.
import assert from 'node:assert/strict';
import type { ErrorCode } from '@harborguard/shared/errors/error-table.ts';

/**
 * idle: not started. connecting: socket and upgrade under way. greeting: hello sent, no welcome yet.
 * live: welcomed. draining: one side is about to close. waiting: until the next try.
 * refused: waiting too, but somebody has to change something before a try can succeed. stopped: for good.
 */
export const linkStates = [
  'idle',
  'connecting',
  'greeting',
  'live',
  'draining',
  'waiting',
  'refused',
  'stopped',
] as const;
export type LinkState = (typeof linkStates)[number];

const lost = ['waiting', 'refused', 'stopped'] as const;

export const linkTransitions: Readonly<Record<LinkState, readonly LinkState[]>> = {
  idle: ['connecting', 'stopped'],
  connecting: ['greeting', ...lost],
  greeting: ['live', ...lost],
  live: ['draining', ...lost],
  draining: lost,
  waiting: ['connecting', 'stopped'],
  refused: ['connecting', 'stopped'],
  stopped: [],
};

export interface LinkStatus {
  readonly state: LinkState;
  /** Why the link is down, from the error table. */
  readonly code?: ErrorCode;
  /** Milliseconds until the next try, as of when this state began. */
  readonly nextTryInMs?: number;
  /** How far this machine's clock is ahead of the control plane's; known once there was a link. */
  readonly clockSkewMs?: number;
}

export function assertTransition(from: LinkState, to: LinkState): void {
  assert.ok(linkTransitions[from].includes(to), `the link cannot go from ${from} to ${to}`);
}
