// A clock that stands still until a test moves it. Timers run in the order they are due, on the test's own
// stack. It does not stand in for the network: a test that waits for a real socket awaits what it observes.
import assert from 'node:assert/strict';
import { setImmediate as eventLoopTurn } from 'node:timers/promises';
import type { Clock, Timer } from '../src/ports.ts';

interface PendingTimer {
  readonly dueMs: number;
  readonly order: number;
  readonly run: () => void;
}

interface TimerWaiter {
  readonly count: number;
  readonly resolve: () => void;
}

/** Enough for a chain of promises and callbacks of streams to come to rest between two timers. */
const settleTurns = 5;

export const fakeClockStart = Date.UTC(2026, 0, 1);

export class FakeClock implements Clock {
  #nowMs: number;
  #monotonicMs = 0;
  #order = 0;
  #advancing = false;
  readonly #timers = new Set<PendingTimer>();
  readonly #waiters = new Set<TimerWaiter>();

  constructor(startMs: number = fakeClockStart) {
    this.#nowMs = startMs;
  }

  now(): number {
    return this.#nowMs;
  }

  monotonicMs(): number {
    return this.#monotonicMs;
  }

  setTimer(delayMs: number, run: () => void): Timer {
    assert.ok(Number.isFinite(delayMs), 'a timer needs a finite delay');
    const timer: PendingTimer = {
      dueMs: this.#monotonicMs + Math.max(0, delayMs),
      order: this.#order++,
      run,
    };
    this.#timers.add(timer);
    this.#releaseWaiters();
    return { cancel: () => void this.#timers.delete(timer) };
  }

  /** The wall clock jumps, as when somebody sets it; durations and timers are untouched. */
  setNow(nowMs: number): void {
    this.#nowMs = nowMs;
  }

  /** Moves both times on and runs each timer that becomes due, also those that are set on the way. */
  async advance(durationMs: number): Promise<void> {
    assert.ok(durationMs >= 0, 'time does not go back; use setNow to move the wall clock');
    assert.ok(!this.#advancing, 'await the advance that is under way');
    this.#advancing = true;
    try {
      await settle();
      const targetMs = this.#monotonicMs + durationMs;
      for (let next = this.#nextDue(targetMs); next; next = this.#nextDue(targetMs)) {
        await this.#fire(next);
      }
      this.#moveTo(targetMs);
      await settle();
    } finally {
      this.#advancing = false;
    }
  }

  /** Advances exactly to the next timer and runs it. Fails when none is set. */
  async advanceToNextTimer(): Promise<void> {
    const next = this.#nextDue(Number.POSITIVE_INFINITY);
    assert.ok(next, 'no timer is set');
    await this.advance(Math.max(0, next.dueMs - this.#monotonicMs));
  }

  /** Milliseconds until each pending timer, soonest first. */
  pendingDelaysMs(): readonly number[] {
    return [...this.#timers].map((timer) => timer.dueMs - this.#monotonicMs).sort((a, b) => a - b);
  }

  /** Resolves once at least `count` timers are pending: the code under test has begun to wait. */
  timersPending(count = 1): Promise<void> {
    if (this.#timers.size >= count) return Promise.resolve();
    return new Promise((resolve) => this.#waiters.add({ count, resolve }));
  }

  async #fire(timer: PendingTimer): Promise<void> {
    this.#timers.delete(timer);
    this.#moveTo(timer.dueMs);
    timer.run();
    await settle();
  }

  #moveTo(monotonicMs: number): void {
    this.#nowMs += monotonicMs - this.#monotonicMs;
    this.#monotonicMs = monotonicMs;
  }

  #nextDue(untilMs: number): PendingTimer | undefined {
    let next: PendingTimer | undefined;
    for (const timer of this.#timers) {
      if (timer.dueMs <= untilMs && (!next || comesBefore(timer, next))) next = timer;
    }
    return next;
  }

  #releaseWaiters(): void {
    for (const waiter of this.#waiters) {
      if (this.#timers.size < waiter.count) continue;
      this.#waiters.delete(waiter);
      waiter.resolve();
    }
  }
}

function comesBefore(a: PendingTimer, b: PendingTimer): boolean {
  return a.dueMs === b.dueMs ? a.order < b.order : a.dueMs < b.dueMs;
}

/** What goes on outside of this process and has to come to rest as well, such as queries of a database server. */
const workElsewhere = new Set<() => boolean>();

/** From now on every clock waits, before it moves on, until `isBusy` says no. */
export function settleAlso(isBusy: () => boolean): void {
  workElsewhere.add(isBusy);
}

async function settle(): Promise<void> {
  for (let turn = 0; turn < settleTurns; turn += 1) {
    await eventLoopTurn();
    if ([...workElsewhere].some((isBusy) => isBusy())) turn = 0;
  }
}
