// The log frames of one link, inline or in chunks, handed to the receiver in order.
import { decodeChunk } from '@harborguard/shared/protocol/chunk-frame.ts';
import type { Log, LogBegin } from '@harborguard/shared/protocol/sensor-frames.ts';
import type { LogReceiver } from '../domain/sensors/log-receiver.ts';
import { ChunkAssembly, isAcceptable, unpackedBody } from './chunk-assembly.ts';

/** A body that arrives damaged this often was hashed wrong, not hurt on its way. */
const damagedMax = 3;

export type IntakeOutcome = 'taken' | 'out-of-order';

export class LogIntake {
  readonly #receiver: LogReceiver;
  #assembly: ChunkAssembly | undefined;
  /** Chunks of this message are still on their way, but nobody wants them. */
  #unwantedSeq: number | undefined;
  #damaged: { readonly seq: number; readonly times: number } | undefined;

  constructor(receiver: LogReceiver) {
    this.#receiver = receiver;
  }

  inline({ seq, body }: Log, bytes: number): void {
    if (!this.#expects(seq)) return;
    this.#receiver.take({ seq, bytes, read: () => Promise.resolve({ kind: 'body', body }) });
  }

  begin(frame: LogBegin): void {
    const { seq } = frame;
    if (!this.#expects(seq)) {
      this.#unwantedSeq = seq;
    } else if (isAcceptable(frame)) {
      this.#assembly = new ChunkAssembly(frame);
    } else {
      this.#unwantedSeq = seq;
      this.#refuse(seq, 'FRAME_TOO_LARGE');
    }
  }

  /** `out-of-order` for a binary frame nothing has announced. */
  chunk(frame: Uint8Array): IntakeOutcome {
    const chunk = decodeChunk(frame);
    const assembly = this.#assembly;
    if (chunk === undefined) return 'out-of-order';
    if (assembly === undefined || chunk.seq !== assembly.begin.seq) {
      return chunk.seq === this.#unwantedSeq ? 'taken' : 'out-of-order';
    }
    const outcome = assembly.add(chunk);
    if (outcome.kind === 'more') return 'taken';
    this.#assembly = undefined;
    const { seq, bytes } = assembly.begin;
    if (outcome.kind === 'damaged') {
      this.#askAgain(seq);
      return 'taken';
    }
    const { compressed } = outcome;
    const read = () => unpackedBody(compressed, bytes);
    this.#receiver.take({ seq, bytes: compressed.byteLength, read });
    return 'taken';
  }

  /** A new message while chunks of another are missing: the other is a gap. */
  #expects(seq: number): boolean {
    if (this.#assembly !== undefined) this.#unwantedSeq = this.#assembly.begin.seq;
    this.#assembly = undefined;
    return this.#receiver.expects(seq);
  }

  #askAgain(seq: number): void {
    this.#unwantedSeq = seq;
    const times = this.#damaged?.seq === seq ? this.#damaged.times + 1 : 1;
    this.#damaged = { seq, times };
    if (times >= damagedMax) this.#refuse(seq, 'FRAME_INVALID');
    else this.#receiver.askAgain(seq);
  }

  #refuse(seq: number, code: 'FRAME_TOO_LARGE' | 'FRAME_INVALID'): void {
    this.#receiver.take({ seq, bytes: 0, read: () => Promise.resolve({ kind: 'refused', code }) });
  }
}
