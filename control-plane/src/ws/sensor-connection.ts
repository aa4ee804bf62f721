// One link of a sensor: decodes its frames, calls the rules, and ends the link when it greets too late or breaks
// a limit. It decides nothing about jobs or facts.
import { type ErrorCode, errorRow } from '@harborguard/shared/errors/error-table.ts';
import type { Meter } from '@harborguard/shared/metrics/meter.ts';
import type { Clock, Log } from '@harborguard/shared/ports.ts';
import { decodeSensorFrame } from '@harborguard/shared/protocol/frame-codec.ts';
import { closeCodes, frameBytesMax } from '@harborguard/shared/protocol/link-limits.ts';
import type { Hello, SensorFrame } from '@harborguard/shared/protocol/sensor-frames.ts';
import type { EnrolmentService } from '../domain/keys/enrolment-service.ts';
import type { LinkServices } from '../domain/sensors/create-fleet.ts';
import type { LinkKey } from '../domain/sensors/identify-sensor.ts';
import { defaultCredit, LogReceiver } from '../domain/sensors/log-receiver.ts';
import type { SensorSession } from '../domain/sensors/sensor-session.ts';
import { answerRequest, type JobRequestFrame } from './answer-request.ts';
import type { LinkSocket, LinkSocketListener } from './link-socket.ts';
import { LogIntake } from './log-intake.ts';

export interface ConnectionDependencies {
  readonly links: LinkServices;
  readonly enrolments: Pick<EnrolmentService, 'replace'>;
  readonly clock: Clock;
  readonly log: Log;
  readonly linkFrames?: Meter;
}

/** From the upgrade to the hello. */
const helloDeadlineMs = 10_000;
/** Requests about jobs that wait for the database; a well-behaved sensor has a handful. */
const pendingRequestsMax = 256;

const policyViolation = 1008;
const internalError = 1011;

type KeyPropose = Extract<SensorFrame, { readonly kind: 'key.propose' }>;

interface Live {
  readonly session: SensorSession;
  readonly receiver: LogReceiver;
  readonly intake: LogIntake;
}

export class SensorConnection implements LinkSocketListener {
  readonly key: LinkKey;
  readonly socket: LinkSocket;
  readonly #dependencies: ConnectionDependencies;
  readonly #openedMs: number;
  #hasHello = false;
  #live: Live | undefined;
  #requests: Promise<void> = Promise.resolve();
  #pendingRequests = 0;
  #left: Promise<void> = Promise.resolve();

  constructor(
    dependencies: ConnectionDependencies,
    key: LinkKey,
    openSocket: (listener: LinkSocketListener) => LinkSocket,
  ) {
    this.#dependencies = dependencies;
    this.key = key;
    this.#openedMs = dependencies.clock.monotonicMs();
    this.socket = openSocket(this);
  }

  /** Called every second. */
  tick(): void {
    const { clock } = this.#dependencies;
    if (!this.#hasHello && clock.monotonicMs() - this.#openedMs > helloDeadlineMs) {
      this.socket.close(policyViolation, 'HELLO_MISSING');
    }
    if (this.#live?.receiver.isFull !== true) this.socket.resume();
    this.socket.tick();
  }

  /** Resolves once everything received is committed and acked. */
  async flushed(): Promise<void> {
    await this.#requests;
    await this.#live?.receiver.flushed();
  }

  /** Resolves once the end of the link is known to the rules. */
  left(): Promise<void> {
    return this.#left;
  }

  onMessage(bytes: Buffer, isBinary: boolean): void {
    if (bytes.byteLength > frameBytesMax) {
      this.#refuse('FRAME_TOO_LARGE', 'frame is larger than 1 MiB');
      this.socket.close(closeCodes.frameTooLarge, 'FRAME_TOO_LARGE');
      return;
    }
    if (isBinary) this.#onChunk(bytes);
    else this.#onText(bytes);
    if (this.#live?.receiver.isFull === true) this.socket.pause();
  }

  onEnd(): void {
    this.#leave();
  }

  #onText(bytes: Buffer): void {
    const decoded = decodeSensorFrame(bytes.toString('utf8'));
    if (decoded.kind === 'frame') {
      const { kind } = decoded.frame;
      this.#dependencies.linkFrames?.add({ direction: 'received', kind });
      this.#onFrame(decoded.frame, bytes.byteLength);
      return;
    }
    const { code, reason, frameKind } = decoded;
    this.#dependencies.log.warn('frame refused', { code, frameKind, sensorId: this.#sensorId() });
    this.#refuse(code, reason, frameKind);
  }

  #onChunk(frame: Uint8Array): void {
    if (this.#live?.intake.chunk(frame) === 'taken') return;
    this.#refuse('FRAME_OUT_OF_ORDER', 'a chunk that nothing has announced');
  }

  #onFrame(frame: SensorFrame, bytes: number): void {
    if (frame.kind === 'hello') this.#onHello(frame);
    else if (this.#live === undefined) {
      this.#refuse('FRAME_OUT_OF_ORDER', 'hello comes first', frame.kind);
    } else this.#onLiveFrame(this.#live, frame, bytes);
  }

  #onLiveFrame(
    { session, intake }: Live,
    frame: Exclude<SensorFrame, { readonly kind: 'hello' }>,
    bytes: number,
  ): void {
    const { links, log } = this.#dependencies;
    switch (frame.kind) {
      case 'log':
        intake.inline(frame, bytes);
        return;
      case 'log.begin':
        intake.begin(frame);
        return;
      case 'heartbeat':
        void this.#attempt(() => links.heartbeat(session, frame));
        return;
      case 'progress':
        links.progress(session, frame);
        return;
      case 'diagnostics':
        links.diagnosed(session, frame);
        return;
      case 'goodbye':
        links.retire(session);
        return;
      case 'error': {
        const { code, frameKind } = frame;
        log.warn('sensor refused a frame', { code, frameKind, sensorId: this.#sensorId() });
        return;
      }
      case 'key.propose':
        void this.#attempt(() => this.#replaceKey(frame));
        return;
      default:
        this.#onRequest(session, frame);
    }
  }

  async #replaceKey(proposal: KeyPropose): Promise<void> {
    const isTaken = await this.#dependencies.enrolments.replace(this.key.keyId, proposal);
    if (isTaken) this.socket.send({ kind: 'key.accepted', hash: proposal.hash });
    else this.#refuse('FORBIDDEN', 'this key is not the own key of one sensor', proposal.kind);
  }

  /** One after the other, so that an accept is written before the renewal that follows it. */
  #onRequest(session: SensorSession, frame: JobRequestFrame): void {
    if (this.#pendingRequests >= pendingRequestsMax) {
      this.#refuse('RATE_LIMITED', 'too many requests at once', frame.kind);
      return;
    }
    this.#pendingRequests += 1;
    const task = () => answerRequest(this.#dependencies.links, this.socket, session, frame);
    this.#requests = this.#requests.then(async () => {
      await this.#attempt(task);
      this.#pendingRequests -= 1;
    });
  }

  #onHello(hello: Hello): void {
    if (this.#hasHello) {
      this.#refuse('FRAME_OUT_OF_ORDER', 'hello came twice', 'hello');
      return;
    }
    this.#hasHello = true;
    void this.#attempt(() => this.#open(hello));
  }

  async #open(hello: Hello): Promise<void> {
    const { links, clock, log } = this.#dependencies;
    const { key, socket } = this;
    const outcome = await links.sessions.open({ key, hello, peer: socket, credit: defaultCredit });
    if (outcome.kind === 'refused') {
      const { code, reason } = outcome;
      this.#refuse(code, reason ?? errorRow(code).meaning, 'hello');
      const isProtocol = code === 'PROTOCOL_UNSUPPORTED';
      socket.close(isProtocol ? closeCodes.protocolUnsupported : policyViolation, code);
      return;
    }
    const { session, welcome } = outcome;
    const receiver = new LogReceiver({ ingest: links.ingest, clock, log, session, peer: socket });
    this.#live = { session, receiver, intake: new LogIntake(receiver) };
    // The socket may have closed while the session was opened.
    if (socket.send(welcome)) links.welcomed(session);
    else this.#leave();
  }

  async #attempt(task: () => Promise<void>): Promise<void> {
    try {
      await task();
    } catch (error) {
      const sensorId = this.#sensorId();
      this.#dependencies.log.error('a frame could not be handled', { sensorId, error });
      this.socket.close(internalError, 'INTERNAL_ERROR');
    }
  }

  #refuse(code: ErrorCode, message: string, frameKind?: string): void {
    const text = message.slice(0, 512);
    const about = frameKind === undefined ? {} : { frameKind };
    this.socket.send({ kind: 'error', code, message: text, ...about });
  }

  /** The session ends once, whoever ends the link. */
  #leave(): void {
    const live = this.#live;
    if (live === undefined) return;
    this.#live = undefined;
    live.receiver.close();
    const { links, log } = this.#dependencies;
    this.#left = links.sessions.close(live.session).catch((error: unknown) => {
      log.error('a session could not be closed', { error });
    });
  }

  #sensorId(): string | undefined {
    return this.#live?.session.link.identity.sensorId;
  }
}
