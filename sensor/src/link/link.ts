// The sensor's one outbound link: opens sessions one after another, for ever, and says in which state it is.
// What happens inside a session is in link-session.ts; when to come back is in session-end.ts.
import { errorRow } from '@harborguard/shared/errors/error-table.ts';
import { isHarborError } from '@harborguard/shared/errors/harbor-error.ts';
import type { Timer } from '@harborguard/shared/ports.ts';
import { clockSkewMsMax, sensorStopMsMax } from '@harborguard/shared/protocol/link-limits.ts';
import type { GrantedSecrets } from '@harborguard/shared/protocol/registry-target.ts';
import type { JobRef, Progress } from '@harborguard/shared/protocol/sensor-frames.ts';
import { CredentialRequests } from './credential-requests.ts';
import { linkAddress } from './link-address.ts';
import type { LinkOptions } from './link-options.ts';
import { LinkSession } from './link-session.ts';
import type { SocketFactory } from './link-socket.ts';
import { assertTransition, type LinkState, type LinkStatus } from './link-state.ts';
import { createSocketFactory } from './open-socket.ts';
import { nextTry, type SessionEnd } from './session-end.ts';
import { TriedKey } from './tried-key.ts';

interface StopOptions {
  /** Wait for acks before closing. */
  readonly drain: boolean;
  readonly drainMsMax?: number;
}

export interface Link {
  readonly status: LinkStatus;
  /** First try at once. Never gives up. */
  start(): void;
  /** Resolves when the link is closed; it cannot be started again. */
  stop(options: StopOptions): Promise<void>;
  sendProgress(progress: Omit<Progress, 'kind'>): void;
  /** Resolves with null for anonymous use. Rejects with LINK_UNREACHABLE after a minute, CANCELLED when the job is lost. */
  requestCredential(job: JobRef): Promise<GrantedSecrets>;
}

/** Throws CONFIGURATION_INVALID when the address cannot be used. */
export function createLink(options: LinkOptions): Link {
  const address = linkAddress(options.url, options);
  const key = new TriedKey(options.apiKey);
  const socketOptions = { ...options, address, apiKey: () => key.next() };
  return new SensorLink(options, key, options.socketFactory ?? createSocketFactory(socketOptions));
}

class SensorLink implements Link {
  readonly #options: LinkOptions;
  readonly #key: TriedKey;
  readonly #openSocket: SocketFactory;
  readonly #credentials: CredentialRequests;
  #status: LinkStatus = { state: 'idle' };
  #session: LinkSession | undefined;
  #retry: Timer | undefined;
  #failures = 0;
  #floorMs = 0;
  #clockSkewMs: number | undefined;
  #stopping = false;
  readonly #stopped = Promise.withResolvers<void>();

  constructor(options: LinkOptions, key: TriedKey, openSocket: SocketFactory) {
    this.#options = options;
    this.#key = key;
    this.#openSocket = openSocket;
    this.#credentials = new CredentialRequests(options.clock);
  }

  get status(): LinkStatus {
    const { state } = this.#status;
    if (this.#clockSkewMs === undefined) return this.#status;
    return { ...this.#status, state, clockSkewMs: this.#clockSkewMs };
  }

  start(): void {
    this.#connect();
  }

  async stop({ drain, drainMsMax = sensorStopMsMax.acks }: StopOptions): Promise<void> {
    if (!this.#stopping) {
      this.#stopping = true;
      this.#retry?.cancel();
      this.#credentials.stop();
      if (this.#session === undefined) this.#finish();
      else await this.#leave(this.#session, drain ? drainMsMax : 0);
    }
    await this.#stopped.promise;
  }

  sendProgress(progress: Omit<Progress, 'kind'>): void {
    this.#session?.offerProgress({ kind: 'progress', ...progress });
  }

  requestCredential(job: JobRef): Promise<GrantedSecrets> {
    return this.#credentials.ask(job, (ref) => this.#session?.requestCredential(ref));
  }

  async #leave(session: LinkSession, drainMs: number): Promise<void> {
    const wasLive = session.isLive;
    session.sayGoodbye(drainMs > 0 ? 'drain' : 'shutdown');
    if (wasLive && drainMs > 0) await this.#outboxAcked(drainMs);
    session.close();
    const timer = this.#options.clock.setTimer(sensorStopMsMax.closeHandshake, () =>
      session.terminate(),
    );
    await this.#stopped.promise;
    timer.cancel();
  }

  /** Until all is acked, the time is up, or the session has ended anyway. */
  async #outboxAcked(drainMs: number): Promise<void> {
    const { outbox, clock } = this.#options;
    const { promise, resolve } = Promise.withResolvers<void>();
    const unsubscribe = outbox.onAcked(() => {
      if (outbox.ackedUpTo === outbox.lastSeq) resolve();
    });
    outbox.flush();
    if (outbox.ackedUpTo === outbox.lastSeq) resolve();
    const timer = clock.setTimer(drainMs, resolve);
    await Promise.race([promise, this.#stopped.promise]);
    timer.cancel();
    unsubscribe();
  }

  #connect(): void {
    this.#enter({ state: 'connecting' });
    try {
      this.#session = this.#openSession();
    } catch (error) {
      // The key file may be gone for a moment; its error must not end the tries.
      const code = isHarborError(error) ? error.code : 'LINK_UNREACHABLE';
      this.#afterSession({ code, liveMs: 0 });
    }
  }

  #openSession(): LinkSession {
    return new LinkSession(this.#options, {
      openSocket: this.#openSocket,
      credentials: this.#credentials,
      events: {
        onPhase: (phase) => this.#enter({ state: phase }),
        onWelcome: ({ reconnectFloorMs }) => {
          this.#floorMs = reconnectFloorMs;
        },
        onServerTime: (serverTimeMs) => this.#noteClock(serverTimeMs),
        onEnd: (end) => this.#afterSession(end),
      },
    });
  }

  #afterSession(end: SessionEnd): void {
    this.#session = undefined;
    if (end.code === 'UNAUTHORIZED') this.#options.ownKey?.refused();
    if (this.#stopping) {
      this.#finish();
      return;
    }
    const { random, clock, log } = this.#options;
    const before = { failures: this.#failures, floorMs: this.#floorMs, random };
    const next =
      end.code === 'UNAUTHORIZED' && this.#key.isReplaced()
        ? ({ state: 'waiting', failures: this.#failures, delayMs: 0 } as const)
        : nextTry(end, before);
    this.#failures = next.failures;
    const fields = { ...end, failures: next.failures, nextTryInMs: next.delayMs };
    // Said loudly once; a control plane that is away for a week is not news every minute.
    if (next.failures <= 1)
      log.warn('link lost', { ...fields, firstCheck: errorRow(end.code).firstCheck });
    else log.info('link still down', fields);
    this.#enter({ state: next.state, code: end.code, nextTryInMs: next.delayMs });
    this.#retry = clock.setTimer(next.delayMs, () => this.#connect());
  }

  #finish(): void {
    this.#enter({ state: 'stopped' });
    this.#stopped.resolve();
  }

  #enter(status: LinkStatus): void {
    const from: LinkState = this.#status.state;
    assertTransition(from, status.state);
    this.#status = status;
    const { log, callbacks } = this.#options;
    try {
      callbacks.onState(this.status);
    } catch (error) {
      log.error('link step failed', { step: 'onState', error });
    }
  }

  #noteClock(serverTimeMs: number): void {
    const skewMs = this.#options.clock.now() - serverTimeMs;
    const wasFar = isFar(this.#clockSkewMs);
    this.#clockSkewMs = skewMs;
    if (isFar(skewMs) && !wasFar)
      this.#options.log.warn('clock differs from the control plane', { skewMs });
  }
}

function isFar(skewMs: number | undefined): boolean {
  return skewMs !== undefined && Math.abs(skewMs) > clockSkewMsMax;
}
