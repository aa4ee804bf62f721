// HTTP towards one registry and the hosts it names: a stack of small wrappers, a file each. From the outside in:
// retry, redirects, the budget of each host, the wire. It knows no credentials, only whom they are for.

import type { ErrorCode } from '@harborguard/shared/errors/error-table.ts';
import { HarborError } from '@harborguard/shared/errors/harbor-error.ts';
import type { Clock, Log, Random, Tracer } from '@harborguard/shared/ports.ts';
import type {
  RegistryRequest,
  RegistryResponse,
} from '@harborguard/shared/registry/registry-exchange.ts';
import { traced } from '@harborguard/shared/tracing/traced.ts';
import { followRedirects } from './follow-redirects.ts';
import { judgeLiteral } from './guarded-lookup.ts';
import { HostBudgets } from './host-budgets.ts';
import {
  createHostNetwork,
  type HostNetwork,
  type HttpTarget,
  type NetworkSettings,
} from './host-network.ts';
import { noteAnswer, noteFailure } from './note-outcome.ts';
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

export interface HttpDependencies extends NetworkSettings {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly tracer: Tracer;
  /** `HarborGuard-Sensor/1.2.3` */
  readonly userAgent: string;
  readonly timeouts?: Partial<HttpTimeouts>;
  /** Those of the process, so that all registries on one host share its budget; own ones when absent. */
  readonly budgets?: HostBudgets;
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

export function createRegistryHttp(
  target: HttpTarget,
  dependencies: HttpDependencies,
): RegistryHttp {
  const { log } = dependencies;
  if (target.skipTlsVerify === true && target.url.startsWith('https:')) {
    log.warn('certificate of this registry is not checked', { host: new URL(target.url).host });
  }
  const timeouts = { ...defaultTimeouts, ...dependencies.timeouts };
  return new LayeredHttp({
    ...dependencies,
    target,
    network: createHostNetwork(target, dependencies, timeouts.connectMs),
    timeouts,
    budgets: dependencies.budgets ?? new HostBudgets(dependencies.clock),
  });
}

interface HttpParts extends HttpDependencies {
  readonly target: HttpTarget;
  readonly network: HostNetwork;
  readonly timeouts: HttpTimeouts;
  readonly budgets: HostBudgets;
}

/** An answer that still counts against the budget of its host. */
interface HeldResponse extends StreamedResponse {
  release(): void;
}

class LayeredHttp implements RegistryHttp {
  readonly #parts: HttpParts;
  readonly #wire: Wire;

  constructor(parts: HttpParts) {
    this.#parts = parts;
    this.#wire = { ...parts.network, ...parts };
  }

  send(request: RegistryRequest, options: SendOptions): Promise<RegistryResponse> {
    return this.#retrying(request, options, async () => {
      const answer = await this.#redirecting(request, options);
      const { status, headers, url } = answer;
      const limit = options.bodyBytesMax ?? bodyBytesDefault;
      const code = options.tooLargeCode ?? 'RESPONSE_TOO_LARGE';
      try {
        return { status, headers, url, body: await readBody(answer.body, { limit, code, url }) };
      } finally {
        answer.release();
      }
    });
  }

  stream(request: RegistryRequest, options: SendOptions): Promise<StreamedResponse> {
    return this.#retrying(request, options, async () => {
      const answer = await this.#redirecting(request, options);
      // A slow reader of layers must not starve the lists. How many streams there are is bounded by the jobs that
      // read them.
      answer.release();
      return answer;
    });
  }

  async close(): Promise<void> {
    await this.#wire.dispatcher.destroy();
  }

  #redirecting(request: RegistryRequest, options: SendOptions): Promise<HeldResponse> {
    return followRedirects(request, (hop) => this.#hop(hop, options));
  }

  /** One request within the budget of its own host, be it the registry, its token service or a storage. */
  async #hop(request: RegistryRequest, options: SendOptions): Promise<HeldResponse> {
    const { clock, budgets } = this.#parts;
    const url = new URL(request.url);
    this.#admit(url);
    const budget = budgets.of(url.host);
    const waitsForPause = options.attemptsMax !== 1;
    const slot = await budget.enter({ signal: options.signal, waitsForPause });
    const startedMs = clock.monotonicMs();
    try {
      const answer = await this.#transmit(request, options.signal);
      noteAnswer(budget, slot, {
        ...answer,
        latencyMs: clock.monotonicMs() - startedMs,
        nowMs: clock.now(),
      });
      const discard = () => {
        slot.release();
        answer.discard();
      };
      return { ...answer, discard, release: slot.release };
    } catch (error) {
      noteFailure(budget, slot, error);
      slot.release();
      throw error;
    }
  }

  /**
   * Host and status, and nothing of paths or queries: those of storages hold signatures. Nor does the request tell the
   * registry of the trace: it is not one of ours.
   */
  #transmit(request: RegistryRequest, signal: AbortSignal): Promise<StreamedResponse> {
    const { tracer } = this.#parts;
    const { hostname, port, protocol } = new URL(request.url);
    const attributes = {
      'http.request.method': request.method,
      'server.address': hostname,
      'server.port': Number(port) || (protocol === 'http:' ? 80 : 443),
    };
    const span = { name: `registry ${request.method}`, kind: 'client', attributes } as const;
    return traced(tracer, span, async (sending) => {
      const answer = await transmit(this.#wire, request, signal);
      sending.set({ 'http.response.status_code': answer.status });
      if (answer.status >= 400) sending.set({ 'error.type': String(answer.status) });
      return answer;
    });
  }

  #admit(url: URL): void {
    if (url.protocol === 'http:' && !this.#parts.target.allowPlainHttp) {
      throw new HarborError('PLAIN_HTTP_NOT_ALLOWED', { details: { host: url.host } });
    }
    judgeLiteral(this.#parts.network.guard, url);
  }

  async #retrying<Answer extends RegistryResponse | StreamedResponse>(
    request: RegistryRequest,
    options: SendOptions,
    attemptOnce: () => Promise<Answer>,
  ): Promise<Answer> {
    const { clock, random } = this.#parts;
    const attemptsMax = options.attemptsMax ?? attemptsDefault;
    for (let attempt = 1; ; attempt += 1) {
      const outcome = await this.#attempt(request, attemptOnce);
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
    attemptOnce: () => Promise<Answer>,
  ) {
    const { clock, log } = this.#parts;
    const { host, pathname } = new URL(request.url);
    const startedMs = clock.monotonicMs();
    const fields = { method: request.method, host, path: pathname };
    try {
      const answer = await attemptOnce();
      const { status, headers } = answer;
      const durationMs = clock.monotonicMs() - startedMs;
      log.debug('registry request answered', { ...fields, status, durationMs });
      return { kind: 'answered', status, headers, answer } as const;
    } catch (error) {
      const code = error instanceof HarborError ? error.code : 'aborted';
      log.debug('registry request failed', { ...fields, code });
      return { kind: 'failed', error } as const;
    }
  }
}
