// What a running job is given besides its payload. Everything it finds goes to the outbox; nothing is returned
// by any other way, so that a cut link or a restart loses nothing.

import type { Clock, Log, Tracer } from '@harborguard/shared/ports.ts';
import type { LogMessage } from '@harborguard/shared/protocol/log-messages.ts';
import type { JobRef } from '@harborguard/shared/protocol/sensor-frames.ts';
import type { RegistryProvider } from '../registry/registry-provider.ts';

export interface JobContext {
  readonly job: JobRef;
  /** Aborted on cancel, on a lost lease, at the end of the budget and at shutdown. */
  readonly signal: AbortSignal;
  readonly provider: RegistryProvider;
  readonly clock: Clock;
  readonly log: Log;
  readonly tracer: Tracer;
  /** Resolves once the message is on disk. */
  readonly report: (message: LogMessage) => Promise<void>;
  readonly progress: (phase: string, done: number, total?: number) => void;
  /** A layer was finished: the job gets on, so a death after this is not held against it. */
  readonly advanced: () => void;
  /** Where an earlier life of this job had got to; survives a kill. */
  readonly cursor: {
    read(): string | undefined;
    write(value: string): void;
  };
}
