// One connection from upgrade to close: hello, welcome, and what goes to and fro while it is live. It never
// reconnects; how it ended is told once, to link.ts.
import assert from 'node:assert/strict';
import { type ErrorCode, isErrorCode } from '@harborguard/shared/errors/error-table.ts';
import type { Timer } from '@harborguard/shared/ports.ts';
import { type Agreement, agreeProtocol } from '@harborguard/shared/protocol/agree-protocol.ts';
import type {
  ControlPlaneFrame,
  Welcome,
} from '@harborguard/shared/protocol/control-plane-frames.ts';
import { decodeControlPlaneFrame, encodeFrame } from '@harborguard/shared/protocol/frame-codec.ts';
import {
  closeCodes,
  drainSpreadMs,
  heartbeatJitter,
  leaseRenewIntervalMs,
  protocolVersion,
} from '@harborguard/shared/protocol/link-limits.ts';
import type { JobRef, Progress, SensorFrame } from '@harborguard/shared/protocol/sensor-frames.ts';
import type { CredentialRequests } from './credential-requests.ts';
import { JobExchange } from './job-exchange.ts';
import type { SessionOptions } from './link-options.ts';
import type { LinkSocket, SocketClose, SocketFactory, UpgradeRefusal } from './link-socket.ts';
import { agreesOnAcks, beginAnew, LogExchange } from './log-exchange.ts';
import { ProgressCoalescer } from './progress-coalescer.ts';
import { repeat } from './repeat.ts';
import { codeOfClose, codeOfRefusal, type SessionEnd } from './session-end.ts';
import { type LivenessWatch, watchLiveness } from './watch-liveness.ts';

/** Name lookup, TLS and upgrade; and then again from hello to welcome. */
const stepMsMax = 20_000;
type Phase = 'connecting' | 'greeting' | 'live' | 'draining' | 'ended';
type FrameOf<Kind extends ControlPlaneFrame['kind']> = Extract<ControlPlaneFrame, { kind: Kind }>;

export interface SessionEvents {
  onPhase(phase: 'greeting' | 'live' | 'draining'): void;
  /** Before anything is sent under the welcome. */
  onWelcome(welcome: Welcome): void;
  onServerTime(serverTimeMs: number): void;
  onEnd(end: SessionEnd): void;
}

export class LinkSession {
  readonly #options: SessionOptions;
  readonly #credentials: CredentialRequests;
  readonly #events: SessionEvents;
  readonly #socket: LinkSocket;
  readonly #jobs: JobExchange;
  readonly #progress: ProgressCoalescer;
  readonly #liveness: LivenessWatch;
  #deadline: Timer;
  #timers: Timer[] = [];
  #phase: Phase = 'connecting';
  #logExchange: LogExchange | undefined;
  #liveSinceMs: number | undefined;
  #drainAfterMs: number | undefined;
  #refusal: UpgradeRefusal | undefined;
  /** Why this side ended it; outranks what the socket says afterwards. */
  #ownReason: Pick<SessionEnd, 'code' | 'reason'> | undefined;

  constructor(
    options: SessionOptions,
    parts: {
      readonly openSocket: SocketFactory;
      readonly credentials: CredentialRequests;
      readonly events: SessionEvents;
    },
  ) {
    this.#options = options;
    this.#credentials = parts.credentials;
    this.#events = parts.events;
    // First, since it may throw: nothing else has been started then. Its events come later.
    this.#socket = parts.openSocket({
      opened: () => this.#greet(),
      text: (frame) => this.#receive(frame),
      binary: () => this.#answerError('FRAME_UNKNOWN', 'binary frames are not expected here'),
      activity: () => this.#liveness.touch(),
      refused: (refusal) => {
        this.#refusal = refusal;
      },
      closed: (close) => this.#end(close),
    });
    this.#jobs = new JobExchange(options, parts.credentials, (frame) => this.#send(frame));
    this.#progress = new ProgressCoalescer(options.clock, (progress) => this.#send(progress));
    this.#deadline = this.#startDeadline('no connection in time');
    this.#liveness = watchLiveness(options.clock, {
      ping: () => this.#socket.ping(),
      onSilent: () => this.#abandon('LINK_UNREACHABLE', 'no byte for too long'),
    });
  }

  get isLive(): boolean {
    return this.#phase === 'live';
  }

  /** Dropped while there is no link: progress is a state, and the next value comes soon. */
  offerProgress(progress: Progress): void {
    if (this.isLive) this.#progress.offer(progress);
  }

  requestCredential({ jobId, attempt }: JobRef): void {
    if (this.isLive) this.#send({ kind: 'credential.request', jobId, attempt });
  }

  /** Says that the sensor is leaving. The outbox is still sent; no job is taken any more. */
  sayGoodbye(reason: 'shutdown' | 'drain'): void {
    if (this.#phase !== 'live') return;
    this.#send({ kind: 'goodbye', reason });
    this.#enter('draining');
  }

  close(): void {
    this.#socket.close(1000, 'bye');
  }

  terminate(): void {
    this.#socket.terminate();
  }

  #greet(): void {
    const { outbox, identity, process } = this.#options;
    this.#deadline.cancel();
    this.#deadline = this.#startDeadline('no welcome in time');
    this.#enter('greeting');
    const { ownKey } = this.#options;
    if (ownKey?.isEnrolling === true) {
      this.#guarded('key', () => this.#send({ kind: 'key.propose', ...ownKey.propose() }));
      return;
    }
    this.#send({
      kind: 'hello',
      protocol: protocolVersion,
      sensorId: identity.sensorId,
      epoch: outbox.epoch,
      lastSeq: outbox.lastSeq,
      jobsHeld: this.#jobs.held(),
      ...process,
      capabilities: [...process.capabilities],
    });
  }

  #receive(text: string): void {
    if (this.#phase === 'ended' || this.#ownReason !== undefined) return;
    const decoded = decodeControlPlaneFrame(text);
    if (decoded.kind === 'refused') {
      this.#answerError(decoded.code, decoded.reason, decoded.frameKind);
      return;
    }
    this.#guarded('frame', () => this.#dispatch(decoded.frame));
  }

  #dispatch(frame: ControlPlaneFrame): void {
    if (frame.kind === 'error') this.#noteError(frame);
    else if (frame.kind === 'drain') this.#drain(frame);
    else if (frame.kind === 'key.accepted') this.#takeKey(frame);
    else if ((frame.kind === 'welcome') === (this.#phase === 'greeting')) this.#take(frame);
    else this.#answerError('FRAME_OUT_OF_ORDER', 'not expected in this state', frame.kind);
  }

  #take(frame: Exclude<ControlPlaneFrame, { kind: 'error' | 'drain' | 'key.accepted' }>): void {
    switch (frame.kind) {
      case 'welcome':
        this.#beWelcomed(frame);
        break;
      case 'ack':
        this.#events.onServerTime(frame.serverTime);
        this.#logExchange?.takeAck(frame);
        break;
      case 'resync':
        this.#logExchange?.resync(frame.fromSeq);
        break;
      case 'job.assign':
        void this.#jobs.take(frame, this.isLive);
        break;
      case 'job.cancel':
        this.#jobs.cancel(frame);
        break;
      case 'lease.renewed':
        this.#events.onServerTime(frame.serverTime);
        this.#jobs.loseLeases(frame.lost);
        break;
      case 'credential.grant':
        this.#credentials.answer(frame, {
          credential: frame.credential,
          ...(frame.clientCertificate === undefined
            ? {}
            : { clientCertificate: frame.clientCertificate }),
        });
        break;
      case 'diagnostics.request':
        this.#tellDiagnostics(frame.requestId);
        break;
      case 'configuration':
        this.#options.callbacks.onConfiguration(frame.configuration);
        break;
    }
  }

  #beWelcomed(welcome: Welcome): void {
    const { outbox, identity, callbacks, ownKey } = this.#options;
    const agreement = this.#agreementWith(welcome);
    if (agreement.kind === 'none') {
      this.#ownReason = { code: 'PROTOCOL_UNSUPPORTED', reason: agreement.sentence };
      this.#socket.close(closeCodes.protocolUnsupported, 'protocol');
      return;
    }
    ownKey?.welcomed();
    identity.adopt(welcome.sensorId);
    if (!agreesOnAcks(this.#options, welcome)) {
      beginAnew(this.#options, { abandon: (code, reason) => this.#abandon(code, reason) });
      return;
    }
    outbox.ackUpTo(welcome.ackedUpTo);
    this.#deadline.cancel();
    this.#liveSinceMs = this.#options.clock.monotonicMs();
    this.#enter('live');
    this.#events.onWelcome(welcome);
    this.#events.onServerTime(welcome.serverTime);
    this.#guarded('onWelcome', () => callbacks.onWelcome(welcome));
    this.#jobs.loseLeases(welcome.jobs.filter(({ decision }) => decision === 'drop'));
    this.#guarded('onConfiguration', () => callbacks.onConfiguration(welcome.configuration));
    this.#credentials.askAgain((job) => this.requestCredential(job));
    this.#startSending(welcome);
  }

  #agreementWith({ protocol, version }: Welcome): Agreement {
    const own = this.#options.process.version;
    return agreeProtocol(
      { program: 'sensor', version: own, protocol: protocolVersion },
      { program: 'control plane', version, protocol: { min: protocol, max: protocol } },
    );
  }

  #tellDiagnostics(requestId: string): void {
    this.#guarded('diagnostics', () => {
      const body = this.#options.diagnostics?.();
      if (body !== undefined) this.#send({ kind: 'diagnostics', requestId, body });
    });
  }

  #startSending({ credit, heartbeatIntervalMs, rotateKeyAfterMs }: Welcome): void {
    const { clock, random } = this.#options;
    const logExchange = new LogExchange(this.#options, {
      socket: this.#socket,
      credit,
      answerError: (code, message, frameKind) => this.#answerError(code, message, frameKind),
      abandon: (code, reason) => this.#abandon(code, reason),
    });
    this.#logExchange = logExchange;
    const jittered = () =>
      Math.round(heartbeatIntervalMs * (1 + heartbeatJitter * (2 * random.uniform() - 1)));
    this.#timers.push(
      repeat(clock, jittered, () => {
        this.#beat();
        this.#renewKey(rotateKeyAfterMs);
      }),
      repeat(
        clock,
        () => leaseRenewIntervalMs,
        () => this.#guarded('lease', () => this.#jobs.renewLeases()),
      ),
    );
    this.#beat();
    this.#renewKey(rotateKeyAfterMs);
    logExchange.start();
  }

  #beat(): void {
    this.#guarded('heartbeat', () => {
      this.#send({ kind: 'heartbeat', ...this.#options.heartbeat() });
    });
  }

  #renewKey(afterMs: number | undefined): void {
    const { ownKey } = this.#options;
    if (afterMs === undefined || ownKey?.isOlderThan(afterMs) !== true) return;
    this.#guarded('key', () => this.#send({ kind: 'key.propose', ...ownKey.propose() }));
  }

  /** The next link is opened with it; jobs keep their leases meanwhile. */
  #takeKey({ hash }: FrameOf<'key.accepted'>): void {
    const { ownKey, log } = this.#options;
    if (ownKey?.accepted(hash) !== true) return;
    log.info('own key accepted', {});
    this.#socket.close(1000, 'key');
  }

  #drain({ reconnectAfterMs }: FrameOf<'drain'>): void {
    this.#drainAfterMs = reconnectAfterMs;
    this.#logExchange?.stop();
    if (this.#phase === 'live') this.#enter('draining');
    this.#deadline.cancel();
    this.#deadline = this.#startDeadline('not closed after drain', drainSpreadMs);
    this.#options.callbacks.onDrain();
  }

  #noteError({ code, message, frameKind }: FrameOf<'error'>): void {
    const fields = { code, reason: message, frameKind };
    this.#options.log.warn('frame refused by the control plane', fields);
    // It closes the link next, with no more than a general close code.
    if (frameKind === 'hello' && isErrorCode(code)) this.#ownReason = { code, reason: message };
  }

  #answerError(code: ErrorCode, message: string, frameKind?: string): void {
    this.#options.log.warn('frame refused', { code, reason: message, frameKind });
    const base = { kind: 'error', code, message: message.slice(0, 512) } as const;
    this.#send(frameKind === undefined ? base : { ...base, frameKind });
  }

  #send(frame: SensorFrame): void {
    if (this.#phase !== 'ended') this.#socket.send(encodeFrame(frame));
  }

  #startDeadline(reason: string, delayMs = stepMsMax): Timer {
    return this.#options.clock.setTimer(delayMs, () => this.#abandon('LINK_UNREACHABLE', reason));
  }

  #abandon(code: SessionEnd['code'], reason: string): void {
    this.#ownReason ??= { code, reason };
    this.#socket.terminate();
  }

  #enter(phase: 'greeting' | 'live' | 'draining'): void {
    this.#phase = phase;
    this.#events.onPhase(phase);
  }

  #end({ closeCode, reason }: SocketClose): void {
    assert.ok(this.#phase !== 'ended', 'a socket closes once');
    this.#phase = 'ended';
    this.#deadline.cancel();
    this.#liveness.stop();
    this.#progress.stop();
    this.#logExchange?.stop();
    for (const timer of this.#timers) timer.cancel();
    const now = this.#options.clock.monotonicMs();
    const { retryAfterMs, status } = this.#refusal ?? {};
    const why = this.#refusal?.reason ?? reason;
    this.#events.onEnd({
      code: this.#refusal === undefined ? codeOfClose(closeCode) : codeOfRefusal(this.#refusal),
      closeCode,
      liveMs: this.#liveSinceMs === undefined ? 0 : now - this.#liveSinceMs,
      ...(why === undefined ? {} : { reason: why }),
      ...(status === undefined ? {} : { status }),
      ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
      ...(this.#drainAfterMs === undefined ? {} : { drainAfterMs: this.#drainAfterMs }),
      ...this.#ownReason,
    });
  }

  /** What breaks in the rest of the sensor must not end the link: it is how anybody hears of it. */
  #guarded(step: string, run: () => void): void {
    try {
      run();
    } catch (error) {
      this.#options.log.error('link step failed', { step, error });
    }
  }
}
