// How many requests run at once against one host, and whether it has asked for a pause. Grows while answers stay as
// quick as they were, is halved when the host is in trouble. It knows codes and times, and nothing of HTTP.
import { HarborError } from '@harborguard/shared/errors/harbor-error.ts';
import type { Clock, Timer } from '@harborguard/shared/ports.ts';

/** What common registries take from one client without complaint. */
export const parallelStart = 8;
/** More brings nothing from any registry measured, and looks like an attack. */
export const parallelMax = 32;
const parallelMin = 1;
/** An answer is as quick as it was while it takes at most twice the usual time, and this much more. */
const slowFactor = 2;
const slowMsMin = 20;
/** The usual time follows the quickest answers at once and slower ones this slowly. */
const drift = 0.01;
/** Whoever does not wait is told of a pause longer than this. */
const patienceMs = 1000;

export interface Slot {
  /** Counts the requests of this host. */
  readonly order: number;
  /** To be called once the request is over; again does nothing. */
  release(): void;
}

export interface EnterOptions {
  readonly signal: AbortSignal;
  /** Off where somebody waits for the answer: a pause the host has asked for is then an error, not a wait. */
  readonly waitsForPause: boolean;
}

/** The status, or nothing when there was no answer. */
export type OnAnswer = (status: number | undefined) => void;

export class HostBudget {
  readonly noteAnswered: OnAnswer;
  readonly #host: string;
  readonly #clock: Clock;
  readonly #waiting = new Set<() => void>();
  #limit: number = parallelStart;
  #ceiling: number = parallelMax;
  #active = 0;
  #order = 0;
  #halvedAtOrder = 0;
  #usualMs: number | undefined;
  #pausedUntilMs = 0;
  #pauseTimer: Timer | undefined;

  constructor(host: string, clock: Clock, onAnswer: OnAnswer = () => undefined) {
    this.noteAnswered = onAnswer;
    this.#host = host;
    this.#clock = clock;
  }

  /** The share of a slot; whole ones count. */
  get limit(): number {
    return Math.max(parallelMin, Math.floor(Math.min(this.#limit, this.#ceiling)));
  }

  /** Nothing is lost when it is forgotten. */
  get isIdle(): boolean {
    return this.#active === 0 && this.#waiting.size === 0 && this.#pauseMs() === 0;
  }

  async enter({ signal, waitsForPause }: EnterOptions): Promise<Slot> {
    signal.throwIfAborted();
    const pauseMs = this.#pauseMs();
    if (!waitsForPause && pauseMs > patienceMs) {
      const retryAfterSeconds = Math.ceil(pauseMs / 1000);
      throw new HarborError('REGISTRY_RATE_LIMITED', {
        details: { host: this.#host, retryAfterSeconds },
      });
    }
    if (this.#isOpen() && this.#waiting.size === 0) this.#active += 1;
    else await this.#queue(signal);
    return this.#slot();
  }

  /** An answer that is no complaint. */
  succeeded(latencyMs: number): void {
    const usualMs = this.#usualMs ?? latencyMs;
    const isQuick = latencyMs <= usualMs * slowFactor + slowMsMin;
    this.#usualMs = Math.min(latencyMs, usualMs + (latencyMs - usualMs) * drift);
    // About one slot more, or one less, for each round of full use.
    const step = 1 / this.#limit;
    // Answers that count nothing any more lift what an earlier one has said.
    this.#ceiling = Math.min(parallelMax, this.#ceiling + step);
    this.#limit = Math.min(
      parallelMax,
      Math.max(parallelMin, this.#limit + (isQuick ? step : -step)),
    );
    this.#admit();
  }

  /** Requests that were under way when the limit was halved tell of the same trouble; it is halved once. */
  troubled(slot: Slot): void {
    if (slot.order <= this.#halvedAtOrder) return;
    this.#halvedAtOrder = this.#order;
    this.#limit = Math.max(parallelMin, Math.min(this.#limit, this.#ceiling) / 2);
  }

  /** No request begins within this time. */
  pause(durationMs: number): void {
    this.#pausedUntilMs = Math.max(this.#pausedUntilMs, this.#clock.monotonicMs() + durationMs);
  }

  /** What the host says it still takes: more at once would run into a refusal. */
  allow(remaining: number): void {
    this.#ceiling = Math.min(parallelMax, Math.max(parallelMin, remaining));
    this.#admit();
  }

  #slot(): Slot {
    this.#order += 1;
    let held = true;
    return {
      order: this.#order,
      release: () => {
        if (!held) return;
        held = false;
        this.#active -= 1;
        this.#admit();
      },
    };
  }

  #queue(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const enter = () => {
        signal.removeEventListener('abort', leave);
        this.#active += 1;
        resolve();
      };
      const leave = () => {
        this.#waiting.delete(enter);
        if (this.#waiting.size === 0) this.#cancelPauseTimer();
        reject(signal.reason);
      };
      this.#waiting.add(enter);
      signal.addEventListener('abort', leave, { once: true });
      this.#admit();
    });
  }

  #admit(): void {
    for (const enter of this.#waiting) {
      if (!this.#isOpen()) break;
      this.#waiting.delete(enter);
      enter();
    }
    if (this.#waiting.size > 0 && this.#pauseMs() > 0) this.#admitAfterPause();
  }

  #admitAfterPause(): void {
    this.#cancelPauseTimer();
    this.#pauseTimer = this.#clock.setTimer(this.#pauseMs(), () => {
      this.#pauseTimer = undefined;
      this.#admit();
    });
  }

  #cancelPauseTimer(): void {
    this.#pauseTimer?.cancel();
    this.#pauseTimer = undefined;
  }

  #isOpen(): boolean {
    return this.#active < this.limit && this.#pauseMs() === 0;
  }

  #pauseMs(): number {
    return Math.max(0, this.#pausedUntilMs - this.#clock.monotonicMs());
  }
}
