// Judges what is due: new attachments, and everything once signers or the trusted root have changed. Only stored bytes
// are looked at, so no registry is asked. What is due is in the database; a stop or a crash loses nothing.
import type { Clock, Log, Timer } from '@harborguard/shared/ports.ts';
import {
  createSignatureJudge,
  type SignatureJudge,
} from '@harborguard/shared/signatures/judge-attachments.ts';
import type { UnitOfWork } from '../unit-of-work.ts';
import { WokenLoop } from '../woken-loop.ts';
import type { DueSubject, StoredAttachment, TrustSettings } from './signature-store.ts';

export interface JudgeLoopDependencies {
  readonly unitOfWork: UnitOfWork;
  readonly clock: Clock;
  readonly log: Log;
  /** Verdicts on signatures have changed; called after each commit. */
  readonly onJudged?: () => void;
}

export interface JudgeLoop {
  start(): void;
  /** Something may be due. Call after a commit. */
  wake(): void;
  /** Resolves once nothing is under way. */
  settled(): Promise<void>;
  stop(): Promise<void>;
}

/** Subjects read at once; each is one short transaction to write. */
const batchSize = 50;
const retryMs = 5_000;

export function createJudgeLoop(dependencies: JudgeLoopDependencies): JudgeLoop {
  return new Loop(dependencies);
}

class Loop implements JudgeLoop {
  readonly #dependencies: JudgeLoopDependencies;
  readonly #loop: WokenLoop;
  #retry: Timer | undefined;

  constructor(dependencies: JudgeLoopDependencies) {
    this.#dependencies = dependencies;
    const { clock, log } = dependencies;
    this.#loop = new WokenLoop(clock, {
      run: () => this.#judgeDue(),
      failed: (error) => {
        log.error('signatures not judged', { error });
        this.#retry = clock.setTimer(retryMs, () => this.wake(), { background: true });
      },
    });
    // There is nothing to wait for: what is due is judged by what is stored.
    this.#loop.start();
  }

  start(): void {
    this.wake();
  }

  wake(): void {
    this.#loop.wake();
  }

  async settled(): Promise<void> {
    await this.#loop.idle();
  }

  async stop(): Promise<void> {
    this.#retry?.cancel();
    await this.#loop.stop();
  }

  async #judgeDue(): Promise<void> {
    const orgIds = await this.#dependencies.unitOfWork.readSystem((stores) =>
      stores.signatures.organisationsDue(),
    );
    for (const orgId of orgIds) await this.#judgeOrganisation(orgId);
  }

  async #judgeOrganisation(orgId: string): Promise<void> {
    const { unitOfWork } = this.#dependencies;
    for (;;) {
      const work = await unitOfWork.read(orgId, async ({ signatures }) => ({
        due: await signatures.due(batchSize),
        trust: await signatures.trust(),
        signers: await signatures.signers(),
      }));
      if (work.due.length === 0 || !this.#loop.isStarted) return;
      const { trustedRoot } = work.trust;
      const judge = createSignatureJudge({ signers: work.signers, trustedRoot });
      for (const subject of work.due) await this.#judge(orgId, subject, judge, work.trust);
    }
  }

  async #judge(
    orgId: string,
    subject: DueSubject,
    judge: SignatureJudge,
    { revision }: TrustSettings,
  ): Promise<void> {
    const { unitOfWork, clock, onJudged } = this.#dependencies;
    const attachments = await unitOfWork.read(orgId, ({ signatures }) =>
      signatures.attachmentsOf(subject),
    );
    const judgement = judgementOf(judge, subject, attachments);
    await unitOfWork.write(orgId, async ({ signatures, verdicts }) => {
      await signatures.saveJudgement(subject, judgement, revision);
      await verdicts.queueDigest(subject.digest, clock.now());
    });
    onJudged?.();
  }
}

function judgementOf(
  judge: SignatureJudge,
  subject: DueSubject,
  attachments: readonly StoredAttachment[],
) {
  const verdicts = attachments.map((one) => [one.id, judge.attachment(subject, one)] as const);
  return { image: judge.image(subject, attachments), attachments: new Map(verdicts) };
}
