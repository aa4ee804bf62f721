// A link opened with an enrolment token: it takes one proposal of a key and ends. Nothing else can be said over it.
import type { Clock, Log } from '@harborguard/shared/ports.ts';
import { decodeSensorFrame } from '@harborguard/shared/protocol/frame-codec.ts';
import { closeCodes } from '@harborguard/shared/protocol/link-limits.ts';
import type { EnrolmentService } from '../domain/keys/enrolment-service.ts';
import type { EnrolmentToken } from '../domain/keys/key-store.ts';
import type { LinkSocket, LinkSocketListener } from './link-socket.ts';

interface EnrolmentConnectionDependencies {
  readonly enrolments: Pick<EnrolmentService, 'enrol'>;
  readonly clock: Clock;
  readonly log: Log;
}

/** From the upgrade to the end. */
const deadlineMs = 10_000;
const normalClosure = 1000;
const policyViolation = 1008;
const internalError = 1011;

export class EnrolmentConnection implements LinkSocketListener {
  readonly socket: LinkSocket;
  readonly #dependencies: EnrolmentConnectionDependencies;
  readonly #token: EnrolmentToken;
  readonly #openedMs: number;
  #hasProposal = false;

  constructor(
    dependencies: EnrolmentConnectionDependencies,
    token: EnrolmentToken,
    openSocket: (listener: LinkSocketListener) => LinkSocket,
  ) {
    this.#dependencies = dependencies;
    this.#token = token;
    this.#openedMs = dependencies.clock.monotonicMs();
    this.socket = openSocket(this);
  }

  /** Called every second. */
  tick(): void {
    const isLate = this.#dependencies.clock.monotonicMs() - this.#openedMs > deadlineMs;
    if (isLate) this.socket.close(policyViolation, 'PROPOSAL_MISSING');
    this.socket.tick();
  }

  onMessage(bytes: Buffer, isBinary: boolean): void {
    const decoded = isBinary ? undefined : decodeSensorFrame(bytes.toString('utf8'));
    const isProposal = decoded?.kind === 'frame' && decoded.frame.kind === 'key.propose';
    if (!isProposal || this.#hasProposal) {
      const message = 'an enrolment token opens a link for one key.propose';
      this.socket.send({ kind: 'error', code: 'FRAME_OUT_OF_ORDER', message });
      this.socket.close(policyViolation, 'FRAME_OUT_OF_ORDER');
      return;
    }
    this.#hasProposal = true;
    if (decoded.frame.kind === 'key.propose') void this.#enrol(decoded.frame);
  }

  onEnd(): void {
    // Nothing is held that would have to be given back.
  }

  async #enrol(proposal: { readonly hash: string; readonly prefix: string }): Promise<void> {
    const { enrolments, log } = this.#dependencies;
    try {
      if (await enrolments.enrol(this.#token, proposal)) {
        this.socket.send({ kind: 'key.accepted', hash: proposal.hash });
        this.socket.close(normalClosure, 'ENROLLED');
        return;
      }
      const message = 'the enrolment token has ended, or been used as often as it may';
      this.socket.send({ kind: 'error', code: 'UNAUTHORIZED', message, frameKind: 'key.propose' });
      this.socket.close(closeCodes.keyRevoked, 'UNAUTHORIZED');
    } catch (error) {
      log.error('a sensor could not be enrolled', { error });
      this.socket.close(internalError, 'INTERNAL_ERROR');
    }
  }
}
