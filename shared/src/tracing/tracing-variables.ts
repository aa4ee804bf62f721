// The variables of traces, by the names that OpenTelemetry gives them for every program (its specification, "Environment
// Variable Specification" and "OTLP Exporter"), so that whoever runs a collector knows them already.
import type {
  Environment,
  Problem,
  Reading,
  Values,
  Variable,
} from '../configuration/read-variables.ts';
import { flag, integer, oneOf, text, webAddress } from '../configuration/variable-readers.ts';

export const otlpProtocols = ['http/protobuf', 'http/json'] as const;
export const traceSamplers = [
  'always_on',
  'always_off',
  'traceidratio',
  'parentbased_always_on',
  'parentbased_always_off',
  'parentbased_traceidratio',
] as const;

export const tracingVariables = {
  otlpEndpoint: {
    name: 'OTEL_EXPORTER_OTLP_ENDPOINT',
    purpose:
      'Address of an OpenTelemetry collector, for example http://collector:4318; traces go to /v1/traces below it. No traces when neither this nor the next is set.',
    optional: true,
    read: webAddress,
  },
  otlpTracesEndpoint: {
    name: 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT',
    purpose: 'Whole address for traces, in place of the one above.',
    optional: true,
    read: webAddress,
  },
  otlpProtocol: {
    name: 'OTEL_EXPORTER_OTLP_PROTOCOL',
    purpose: `One of ${otlpProtocols.join(', ')}.`,
    fallback: 'http/protobuf',
    read: oneOf(otlpProtocols),
  },
  otlpHeaders: {
    name: 'OTEL_EXPORTER_OTLP_HEADERS',
    purpose:
      'Headers for the collector, such as its key: name=value, comma separated, values percent-encoded.',
    optional: true,
    secret: true,
    read: headers,
  },
  otlpTimeoutMs: {
    name: 'OTEL_EXPORTER_OTLP_TIMEOUT',
    purpose: 'How long the collector may take for a batch, in milliseconds.',
    fallback: '10000',
    read: integer(100, 120_000),
  },
  otlpCompression: {
    name: 'OTEL_EXPORTER_OTLP_COMPRESSION',
    purpose: 'One of none, gzip.',
    fallback: 'none',
    read: oneOf(['none', 'gzip'] as const),
  },
  otlpCertificateFile: {
    name: 'OTEL_EXPORTER_OTLP_CERTIFICATE',
    purpose: 'PEM file of a CA to trust for the collector, in place of the system’s.',
    optional: true,
    read: text,
  },
  otlpClientCertificateFile: {
    name: 'OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE',
    purpose:
      'PEM file of the certificate to show the collector, with what leads to its CA; together with the next.',
    optional: true,
    read: text,
  },
  otlpClientKeyFile: {
    name: 'OTEL_EXPORTER_OTLP_CLIENT_KEY',
    purpose: 'PEM file of the key of that certificate, without a passphrase.',
    optional: true,
    read: text,
  },
  otelServiceName: {
    name: 'OTEL_SERVICE_NAME',
    purpose:
      'How traces call this program; harborguard-sensor or harborguard-control-plane when unset.',
    optional: true,
    read: text,
  },
  otelResourceAttributes: {
    name: 'OTEL_RESOURCE_ATTRIBUTES',
    purpose:
      'What else is said of this program in traces: name=value, comma separated, values percent-encoded.',
    optional: true,
    read: pairs,
  },
  otelSampler: {
    name: 'OTEL_TRACES_SAMPLER',
    purpose: `Which traces are made: one of ${traceSamplers.join(', ')}.`,
    fallback: 'parentbased_always_on',
    read: oneOf(traceSamplers),
  },
  otelSamplerArgument: {
    name: 'OTEL_TRACES_SAMPLER_ARG',
    purpose: 'The share of traces that a sampler with traceidratio makes, from 0 to 1.',
    fallback: '1',
    read: share,
  },
  otelTracesExporter: {
    name: 'OTEL_TRACES_EXPORTER',
    purpose: 'none turns traces off whatever the others say.',
    fallback: 'otlp',
    read: oneOf(['otlp', 'none'] as const),
  },
  otelDisabled: {
    name: 'OTEL_SDK_DISABLED',
    purpose: 'true turns traces off whatever the others say.',
    fallback: 'false',
    read: flag,
  },
} as const satisfies Readonly<Record<string, Variable<unknown>>>;

export interface TracingConfig {
  /** Whole, of traces. */
  readonly url: string;
  readonly protocol: (typeof otlpProtocols)[number];
  /** Secret. */
  readonly headers: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  readonly compression: 'none' | 'gzip';
  readonly certificateFile: string | undefined;
  readonly clientCertificateFile: string | undefined;
  readonly clientKeyFile: string | undefined;
  readonly serviceName: string | undefined;
  readonly resourceAttributes: Readonly<Record<string, string>>;
  readonly sampler: (typeof traceSamplers)[number];
  /** Of a sampler by ratio. */
  readonly samplerShare: number;
}

/** Undefined: no traces. */
export function tracingOf(values: Values<typeof tracingVariables>): TracingConfig | undefined {
  const { otlpEndpoint, otlpTracesEndpoint } = values;
  const url = otlpTracesEndpoint ?? (otlpEndpoint && `${otlpEndpoint}/v1/traces`);
  const isOff = values.otelDisabled === true || values.otelTracesExporter === 'none';
  if (url === undefined || isOff) return undefined;
  return {
    url,
    protocol: values.otlpProtocol ?? 'http/protobuf',
    headers: values.otlpHeaders ?? {},
    timeoutMs: values.otlpTimeoutMs ?? 10_000,
    compression: values.otlpCompression ?? 'none',
    certificateFile: values.otlpCertificateFile,
    clientCertificateFile: values.otlpClientCertificateFile,
    clientKeyFile: values.otlpClientKeyFile,
    serviceName: values.otelServiceName,
    resourceAttributes: values.otelResourceAttributes ?? {},
    sampler: values.otelSampler ?? 'parentbased_always_on',
    samplerShare: values.otelSamplerArgument ?? 1,
  };
}

const tracingNames: ReadonlySet<string> = new Set(
  Object.values(tracingVariables).flatMap(({ name }) => [name, `${name}_FILE`]),
);
const endpointNames = [
  tracingVariables.otlpEndpoint.name,
  tracingVariables.otlpTracesEndpoint.name,
];

export function isAboutTracing({ variable }: Problem): boolean {
  return tracingNames.has(variable);
}

/**
 * Without those of traces where nobody wants any: a cluster sets these variables for all its programs, also to values
 * that are only for others.
 */
export function heededProblems(
  problems: readonly Problem[],
  environment: Environment,
): readonly Problem[] {
  const isSet = (name: string): boolean => (environment[name] ?? '').trim() !== '';
  const disabled = flag(environment[tracingVariables.otelDisabled.name]?.trim() ?? '');
  const isOff =
    (disabled.kind === 'value' && disabled.value) ||
    environment[tracingVariables.otelTracesExporter.name]?.trim() === 'none';
  if (endpointNames.some(isSet) && !isOff) return problems;
  return problems.filter((problem) => !isAboutTracing(problem));
}

/** Far more than anybody has to say. */
const pairsMax = 64;
/** A control character would end the header, and begin another. */
const headerValue = /^[\x20-\x7e]*$/;
const headerName = /^[\w!#$%&'*+.^`|~-]+$/;

function pairs(value: string): Reading<Readonly<Record<string, string>>> {
  const rule = `must be at most ${pairsMax} of name=value, comma separated, values percent-encoded`;
  const items = value.split(',').filter((item) => item.trim() !== '');
  const found: Record<string, string> = {};
  for (const item of items) {
    const at = item.indexOf('=');
    const name = item.slice(0, at).trim();
    const decoded = percentDecoded(item.slice(at + 1).trim());
    if (at < 1 || name === '' || decoded === undefined) return { kind: 'problem', rule };
    found[name] = decoded;
  }
  return items.length > pairsMax ? { kind: 'problem', rule } : { kind: 'value', value: found };
}

function headers(value: string): Reading<Readonly<Record<string, string>>> {
  const reading = pairs(value);
  if (reading.kind === 'problem') return reading;
  const isFit = Object.entries(reading.value).every(
    ([name, text]) => headerName.test(name) && headerValue.test(text),
  );
  if (isFit) return reading;
  return { kind: 'problem', rule: 'must be names and values that a header may have' };
}

function share(value: string): Reading<number> {
  const number = Number(value);
  if (/^\d*\.?\d+$/.test(value) && number <= 1) return { kind: 'value', value: number };
  return { kind: 'problem', rule: 'must be a number from 0 to 1' };
}

function percentDecoded(value: string): string | undefined {
  try {
    return decodeURIComponent(value);
  } catch {
    return undefined;
  }
}
