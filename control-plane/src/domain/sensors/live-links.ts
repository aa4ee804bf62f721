// The links that are open at this moment, one per sensor. Memory only: what must survive a restart is in the stores.
import type { ControlPlaneFrame } from '@harborguard/shared/protocol/control-plane-frames.ts';
import type { JobSlots } from '../jobs/job-policy.ts';
import { isCloneAlertOpen } from './clone-watch.ts';

/** The far end of one link, as the rules see it. */
export interface LinkPeer {
  /** False when the link is closed; then nothing was sent. */
  send(frame: ControlPlaneFrame): boolean;
  close(code: number, reason: string): void;
  /** Whether it answers a ping sent now. */
  answersPing(withinMs: number): Promise<boolean>;
  /** Time of the last byte heard. */
  lastHeardAt(): number;
}

export interface LinkIdentity {
  readonly sensorId: string;
  readonly keyId: string;
  readonly orgId: string;
  readonly isSystem: boolean;
  readonly name: string;
  readonly epoch: string;
  readonly instance: string;
  readonly analyzerVersion: string;
  readonly slots: JobSlots;
}

export class LiveLink {
  readonly identity: LinkIdentity;
  readonly peer: LinkPeer;
  /** A sensor gets work from its first heartbeat on, and none while two processes share its identity. */
  #hasHeartbeat: boolean;
  readonly #cloneAlertAt: number | null;
  /** Held back by a person; jobs it has go on. */
  isDrained: boolean;
  #isWelcomed = false;
  #hasBeaten = false;
  #pausedUntil = 0;
  #offers = 0;
  #isClosed = false;

  constructor(
    identity: LinkIdentity,
    peer: LinkPeer,
    state: {
      readonly hasHeartbeat: boolean;
      readonly cloneAlertAt: number | null;
      readonly isDrained: boolean;
    },
  ) {
    this.identity = identity;
    this.peer = peer;
    this.#hasHeartbeat = state.hasHeartbeat;
    this.#cloneAlertAt = state.cloneAlertAt;
    this.isDrained = state.isDrained;
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  get hasHeartbeat(): boolean {
    return this.#hasHeartbeat;
  }

  takesJobs(now: number): boolean {
    const isHeldBack =
      this.isDrained || now < this.#pausedUntil || isCloneAlertOpen(this.#cloneAlertAt, now);
    return this.#isWelcomed && this.#hasHeartbeat && !this.#isClosed && !isHeldBack;
  }

  /** The welcome is on its way: from here on anything else may follow. */
  noteWelcomed(): void {
    this.#isWelcomed = true;
  }

  /** True for the first one over this link. */
  noteHeartbeat(): boolean {
    const isFirst = !this.#hasBeaten;
    this.#hasBeaten = true;
    this.#hasHeartbeat = true;
    return isFirst;
  }

  /** How many jobs it was given over this link. */
  get offers(): number {
    return this.#offers;
  }

  noteOffer(): void {
    this.#offers += 1;
  }

  pauseUntil(time: number): void {
    this.#pausedUntil = Math.max(this.#pausedUntil, time);
  }

  noteClosed(): void {
    this.#isClosed = true;
  }
}

export class LiveLinks {
  readonly #links = new Map<string, LiveLink>();

  get(sensorId: string): LiveLink | undefined {
    return this.#links.get(sensorId);
  }

  all(): readonly LiveLink[] {
    return [...this.#links.values()];
  }

  ofKey(keyId: string): readonly LiveLink[] {
    return this.all().filter((link) => link.identity.keyId === keyId);
  }

  /** Returns the link it takes the place of. */
  open(link: LiveLink): LiveLink | undefined {
    const previous = this.#links.get(link.identity.sensorId);
    this.#links.set(link.identity.sensorId, link);
    return previous;
  }

  /** False when a newer link of the same sensor is there: then the sensor is not gone. */
  close(link: LiveLink): boolean {
    link.noteClosed();
    if (this.#links.get(link.identity.sensorId) !== link) return false;
    this.#links.delete(link.identity.sensorId);
    return true;
  }

  /** False when the sensor is not connected; then nothing was sent. */
  send(sensorId: string | null, frame: ControlPlaneFrame): boolean {
    if (sensorId === null) return false;
    return this.#links.get(sensorId)?.peer.send(frame) ?? false;
  }
}
