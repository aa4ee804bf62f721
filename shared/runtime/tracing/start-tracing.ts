// Traces where they are wanted. Whoever does not want them loads nothing of the library that makes them.
import { noTracer } from '../../src/tracing/no-tracer.ts';
import type { Tracing, TracingPorts } from '../../src/tracing/tracing.ts';
import type { TracingConfig } from '../../src/tracing/tracing-variables.ts';

/** Throws CONFIGURATION_INVALID when the CA or the client certificate for the collector cannot be used. */
export async function startTracing(
  config: TracingConfig | undefined,
  ports: TracingPorts,
): Promise<Tracing> {
  if (config === undefined) return { tracer: noTracer, close: () => Promise.resolve() };
  const { openTelemetryTracing } = await import('./open-telemetry-tracing.ts');
  return openTelemetryTracing(config, ports);
}
