// Faults a test orders: on the n-th request that matches, the registry misbehaves once or from then on.
import assert from 'node:assert/strict';
import type { RouteKind } from './registry-route.ts';

export type FaultAction =
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body?: string;
    }
  /** The connection breaks without an answer. */
  | { readonly kind: 'reset' }
  /** No answer until `releaseHung`, then the normal one. */
  | { readonly kind: 'hang' }
  /** The connection breaks after so many bytes of the body. */
  | { readonly kind: 'cut'; readonly afterBytes: number };

export interface Fault {
  readonly action: FaultAction;
  readonly route?: RouteKind;
  readonly method?: string;
  readonly path?: RegExp;
  /** The first matching request it hits, counted from the moment the fault is ordered; absent: 1. */
  readonly nth?: number;
  /** How many matching requests it hits; absent: 1. */
  readonly times?: number;
}

export interface FaultSubject {
  readonly route: RouteKind;
  readonly method: string;
  readonly path: string;
}

interface OrderedFault {
  readonly fault: Fault;
  seen: number;
}

export class FaultPlan {
  #ordered: OrderedFault[] = [];
  #held: (() => void)[] = [];
  #watchers: (() => void)[] = [];

  add(fault: Fault): void {
    assert.ok((fault.nth ?? 1) >= 1, 'requests are counted from 1');
    this.#ordered.push({ fault, seen: 0 });
  }

  clear(): void {
    this.#ordered = [];
  }

  /** Counts the request for every fault it matches; the first that is due is the one that happens. */
  next(subject: FaultSubject): FaultAction | undefined {
    let action: FaultAction | undefined;
    for (const ordered of this.#ordered) {
      if (!matches(ordered.fault, subject)) continue;
      ordered.seen += 1;
      if (isDue(ordered)) action ??= ordered.fault.action;
    }
    return action;
  }

  hold(): Promise<void> {
    return new Promise((resolve) => {
      this.#held.push(resolve);
      for (const notify of this.#watchers.splice(0)) notify();
    });
  }

  /** Resolves once a request hangs. */
  hung(): Promise<void> {
    if (this.#held.length > 0) return Promise.resolve();
    return new Promise((resolve) => this.#watchers.push(resolve));
  }

  releaseHung(): void {
    for (const release of this.#held.splice(0)) release();
  }
}

/** 429 the way registries send it: Retry-After as seconds, or as a date. */
export function rateLimited(retryAfter: number | Date): FaultAction {
  const value = typeof retryAfter === 'number' ? String(retryAfter) : retryAfter.toUTCString();
  return {
    kind: 'status',
    status: 429,
    headers: { 'retry-after': value },
    body: '{"errors":[{"code":"TOOMANYREQUESTS","message":"slow down","detail":null}]}',
  };
}

function matches(fault: Fault, subject: FaultSubject): boolean {
  return (
    (fault.route === undefined || fault.route === subject.route) &&
    (fault.method === undefined || fault.method === subject.method) &&
    (fault.path === undefined || fault.path.test(subject.path))
  );
}

function isDue({ fault, seen }: OrderedFault): boolean {
  const first = fault.nth ?? 1;
  return seen >= first && seen < first + (fault.times ?? 1);
}
