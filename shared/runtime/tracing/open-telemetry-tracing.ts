// The Tracer port over OpenTelemetry: its spans, samplers and formats, and nothing of its globals, its patches or its
// reading of the environment. Imported only where traces are wanted.
import { AsyncLocalStorage } from 'node:async_hooks';
import { ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { JsonTraceSerializer, ProtobufTraceSerializer } from '@opentelemetry/otlp-transformer';
import { defaultResource, resourceFromAttributes } from '@opentelemetry/resources';
import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  ParentBasedSampler,
  type ReadableSpan,
  type Sampler,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import { SpanQueue, type SpanQueueOptions } from '../../src/tracing/span-queue.ts';
import { type SdkSpan, tracerOverSdk } from '../../src/tracing/tracer-over-sdk.ts';
import type { Tracing, TracingPorts } from '../../src/tracing/tracing.ts';
import type { TracingConfig } from '../../src/tracing/tracing-variables.ts';
import { createOtlpSender } from './otlp-sender.ts';

/** Names of repositories and digests; nothing longer is of use in a trace. */
const attributeLengthMax = 512;

export function openTelemetryTracing(config: TracingConfig, ports: TracingPorts): Tracing {
  const { clock, random, log, program } = ports;
  const { name, version } = program;
  const sender = createOtlpSender(config, { clock, userAgent: `${name}/${version}` });
  const serializer =
    config.protocol === 'http/json' ? JsonTraceSerializer : ProtobufTraceSerializer;
  const send: SpanQueueOptions<ReadableSpan>['send'] = async (spans, signal) => {
    const body = serializer.serializeRequest([...spans]);
    if (body === undefined) return { kind: 'refused', reason: 'not serialisable' };
    return await sender.send(body, signal);
  };
  const queue = new SpanQueue({ clock, log, send });
  const identifier = (bytes: number): string => Buffer.from(random.bytes(bytes)).toString('hex');
  const provider = new TracerProvider({
    sampler: samplers[config.sampler](config.samplerShare),
    spanLimits: { attributeValueLengthLimit: attributeLengthMax },
    resource: defaultResource().merge(
      resourceFromAttributes({
        'service.version': version,
        'service.instance.id': random.uuid(),
        'service.name': name,
        ...config.resourceAttributes,
        ...(config.serviceName === undefined ? {} : { 'service.name': config.serviceName }),
      }),
    ),
    idGenerator: {
      generateTraceId: () => identifier(16),
      generateSpanId: () => identifier(8),
    },
    spanProcessors: [
      {
        onStart: () => undefined,
        onEnd: (span) => queue.add(span),
        forceFlush: () => Promise.resolve(),
        shutdown: () => Promise.resolve(),
      },
    ],
  });
  const tracer = provider.getTracer('harborguard', version);
  log.info('traces are made', { host: new URL(config.url).host, sampler: config.sampler });
  return {
    tracer: tracerOverSdk({
      current: new AsyncLocalStorage<SdkSpan>(),
      startSpan: (spanName, { parent, ...options }) =>
        tracer.startSpan(
          spanName,
          options,
          parent === undefined ? ROOT_CONTEXT : trace.setSpanContext(ROOT_CONTEXT, parent),
        ),
    }),
    close: async () => {
      await queue.close();
      sender.close();
    },
  };
}

const samplers: Readonly<Record<TracingConfig['sampler'], (share: number) => Sampler>> = {
  always_on: () => new AlwaysOnSampler(),
  always_off: () => new AlwaysOffSampler(),
  traceidratio: (share) => new TraceIdRatioBasedSampler(share),
  parentbased_always_on: () => new ParentBasedSampler({ root: new AlwaysOnSampler() }),
  parentbased_always_off: () => new ParentBasedSampler({ root: new AlwaysOffSampler() }),
  parentbased_traceidratio: (share) =>
    new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(share) }),
};
