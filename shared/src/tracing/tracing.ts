// What each program starts to have traces, and what that needs. Types only.
import type { Clock, Log, Random, Tracer } from '../ports.ts';

export interface Tracing {
  readonly tracer: Tracer;
  /** Delivers the last spans, for a little while. */
  close(): Promise<void>;
}

export interface TracingPorts {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly program: {
    /** As an operator reads it: `harborguard-sensor`. */
    readonly name: string;
    readonly version: string;
  };
}
