// HTTP towards one registry and the hosts it names: a stack of small wrappers, a file each. From the outside in:
// retry, limit of parallel requests, redirects, the wire. It knows no credentials, only whom they are for.

import type { LookupFunction } from 'node:net';
import type { ErrorCode } from '@harborguard/shared/errors/error-table.ts';
import { HarborError } from '@harborguard/shared/errors/harbor-error.ts';
import type { Clock, Log, Random } from '@harborguard/shared/ports.ts';
import type { RegistryTarget } from '@harborguard/shared/protocol/registry-target.ts';
import type {
  RegistryRequest,
  RegistryResponse,
} from '@harborguard/shared/registry/registry-exchange.ts';
import { Agent } from 'undici';
import { createConnector } from './connector.ts';
import { followRedirects } from './follow-redirects.ts';
import { type AddressGuard, judgeLiteral } from './guarded-lookup.ts';
import { OriginLimiter } from './origin-limiter.ts';
import { readBody } from './read-body.ts';
import { attemptsDefault, decideRetry } from './retry-policy.ts';
import {
  defaultTimeouts,
  type HttpTimeouts,
  type StreamedResponse,
  transmit,
  type Wire,
} from './transmit.ts';
import { wait } from './wait.ts';

/** The parts of a target that matter to HTTP. */
export type HttpTarget = Pick<
  RegistryTarget,
  'url' | 'allowPlainHttp' | 'caPem' | 'guardAddresses' | 'allowedAddresses'
>;

export interface HttpDependencies {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  /** `HarborGuard-Sensor/1.2.3` */
  readonly userAgent: string;
  readonly timeouts?: Partial<HttpTimeouts>;
  /** For tests; the system's resolver when absent. */
  readonly lookup?: LookupFunction;
}

export interface SendOptions {
  readonly signal: AbortSignal;
  /** Attempts in all; 1 where somebody waits for the answer. */
  readonly attemptsMax?: number;
  /** Lists and errors by default. */
  readonly bodyBytesMax?: number;
  readonly tooLargeCode?: ErrorCode;
}

export interface RegistryHttp {
  /** The answer with its whole body. */
  send(request: RegistryRequest, options: SendOptions): Promise<RegistryResponse>;
  /** The answer with its body still to be read. */
  stream(request: RegistryRequest, options: SendOptions): Promise<StreamedResponse>;
  close(): Promise<void>;
}

/** A page of a thousand names of the greatest length stays below. */
const bodyBytesDefault = 4 * 1024 * 1024;
const connectionsPerOriginMax = 64;
const limitedOriginsMax = 64;

export function createRegistryHttp(
  target: HttpTarget,
  dependencies: HttpDependencies,
): RegistryHttp {
  const guard: AddressGuard = {
    ...(target.guardAddresses ? { allowedAddresses: target.allowedAddresses } : {}),
    ...(dependencies.lookup === undefined ? {} : { lookup: dependencies.lookup }),
  };
  const timeouts = { ...defaultTimeouts, ...dependencies.timeouts };
  const dispatcher = new Agent({
    connect: createConnector({
      guard,
      connectTimeoutMs: timeouts.connectMs,
      ...(target.caPem === undefined ? {} : { caPem: target.caPem }),
    }),
    connections: connectionsPerOriginMax,
  });
  const wire: Wire = { dispatcher, timeouts, guard, userAgent: dependencies.userAgent };
  return new LayeredHttp(target, wire, dependencies);
}

class LayeredHttp implements RegistryHttp {
  readonly #target: HttpTarget;
  readonly #wire: Wire;
  readonly #dependencies: HttpDependencies;
  readonly #limiters = new Map<string, OriginLimiter>();

  constructor(target: HttpTarget, wire: Wire, dependencies: HttpDependencies) {
    this.#target = target;
    this.#wire = wire;
    this.#dependencies = dependencies;
  }

  send(request: RegistryRequest, options: SendOptions): Promise<RegistryResponse> {
    return this.#retrying(request, options, async () => {
      const { status, headers, url, body } = await this.#redirecting(request, options.signal);
      const limit = options.bodyBytesMax ?? bodyBytesDefault;
      const code = options.tooLargeCode ?? 'RESPONSE_TOO_LARGE';
      return { status, headers, url, body: await readBody(body, { limit, code, url }) };
    });
  }

  stream(request: RegistryRequest, options: SendOptions): Promise<StreamedResponse> {
    // The slot is free once the headers are here: a slow reader of layers must not starve the lists. How many streams
    // there are is bounded by the jobs that read them.
    return this.#retrying(request, options, () => this.#redirecting(request, options.signal));
  }

  async close(): Promise<void> {
    await this.#wire.dispatcher.destroy();
  }

  #redirecting(request: RegistryRequest, signal: AbortSignal): Promise<StreamedResponse> {
    return followRedirects(request, (hop) => {
      this.#admit(new URL(hop.url));
      return transmit(this.#wire, hop, signal);
    });
  }

  #admit(url: URL): void {
    if (url.protocol === 'http:' && !this.#target.allowPlainHttp) {
      throw new HarborError('PLAIN_HTTP_NOT_ALLOWED', { details: { host: url.host } });
    }
    judgeLiteral(this.#wire.guard, url);
  }

  async #retrying<Answer extends RegistryResponse | StreamedResponse>(
    request: RegistryRequest,
    options: SendOptions,
    attemptOnce: () => Promise<Answer>,
  ): Promise<Answer> {
    const { clock, random } = this.#dependencies;
    const attemptsMax = options.attemptsMax ?? attemptsDefault;
    const limiter = this.#limiter(new URL(request.url).origin);
    for (let attempt = 1; ; attempt += 1) {
      const outcome = await this.#attempt(request, limiter, options.signal, attemptOnce);
      options.signal.throwIfAborted();
      const moment = { attempt, nowMs: clock.now(), jitter: random.uniform() };
      const decision = decideRetry(outcome, moment);
      if (decision.kind === 'final' || attempt >= attemptsMax) {
        if (outcome.kind === 'failed') throw outcome.error;
        return outcome.answer;
      }
      if (outcome.kind === 'answered' && 'discard' in outcome.answer) outcome.answer.discard();
      await wait(clock, decision.delayMs, options.signal);
    }
  }

  async #attempt<Answer extends RegistryResponse | StreamedResponse>(
    request: RegistryRequest,
    limiter: OriginLimiter,
    signal: AbortSignal,
    attemptOnce: () => Promise<Answer>,
  ) {
    const { clock, log } = this.#dependencies;
    const { host, pathname } = new URL(request.url);
    const startedMs = clock.monotonicMs();
    const fields = { method: request.method, host, path: pathname };
    try {
      const answer = await limiter.run(signal, attemptOnce);
      const { status, headers } = answer;
      if (status === 429 || status === 503) limiter.slowDown();
      else limiter.speedUp();
      const durationMs = clock.monotonicMs() - startedMs;
      log.debug('registry request answered', { ...fields, status, durationMs });
      return { kind: 'answered', status, headers, answer } as const;
    } catch (error) {
      const code = error instanceof HarborError ? error.code : 'aborted';
      log.debug('registry request failed', { ...fields, code });
      return { kind: 'failed', error } as const;
    }
  }

  #limiter(origin: string): OriginLimiter {
    const known = this.#limiters.get(origin);
    if (known !== undefined) return known;
    // One registry names few origins; a hostile one could name a new one each time.
    if (this.#limiters.size >= limitedOriginsMax) this.#limiters.clear();
    const limiter = new OriginLimiter();
    this.#limiters.set(origin, limiter);
    return limiter;
  }
}
