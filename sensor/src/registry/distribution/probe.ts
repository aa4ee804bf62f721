// Test Connection: is this a registry, does it take our credential, how long did it take. Every outcome but a
// cancelled one is a verdict, not an exception.
import type { ErrorCode } from '@harborguard/shared/errors/error-table.ts';
import { type ErrorDetails, isHarborError } from '@harborguard/shared/errors/harbor-error.ts';
import { errorBodyBytesMax } from '@harborguard/shared/oci/registry-error-code.ts';
import type { Clock } from '@harborguard/shared/ports.ts';
import type { Provider } from '@harborguard/shared/protocol/registry-target.ts';
import { type ProbeOutcome, probeRegistry } from '@harborguard/shared/registry/handshake.ts';
import type { ResolvedCredential } from '../../identity/create-credential-chain.ts';
import type { RegistryHttp } from '../http/registry-http.ts';
import type { ProbeVerdict } from '../registry-provider.ts';
import type { DistributionClient } from './distribution-client.ts';

/** Somebody waits before a screen: one try, and an end. */
const probeTimeoutMs = 20_000;

export interface ProbeParts {
  readonly client: DistributionClient;
  readonly http: RegistryHttp;
  readonly clock: Clock;
  readonly provider: Provider;
  readonly resolveCredential: (signal: AbortSignal) => Promise<ResolvedCredential>;
}

interface Findings {
  reachable: boolean;
  latencyMs: number | undefined;
  credentialSource: string;
  details: Record<string, string>;
}

export async function probe(parts: ProbeParts, signal: AbortSignal): Promise<ProbeVerdict> {
  const { clock, provider } = parts;
  const startedMs = clock.monotonicMs();
  const findings: Findings = {
    reachable: false,
    latencyMs: undefined,
    credentialSource: 'none',
    details: {},
  };
  const code = await underDeadline(parts.clock, signal, (limited) =>
    judge(parts, findings, { startedMs, signal: limited }),
  );
  const { latencyMs, ...known } = findings;
  return {
    ...known,
    authenticated: code === undefined,
    latencyMs: Math.round(latencyMs ?? clock.monotonicMs() - startedMs),
    provider,
    ...(code === undefined ? {} : { code }),
  };
}

interface ProbeRun {
  readonly startedMs: number;
  readonly signal: AbortSignal;
}

/** Undefined when all is well. */
async function judge(
  parts: ProbeParts,
  findings: Findings,
  run: ProbeRun,
): Promise<ErrorCode | undefined> {
  try {
    const outcome = await firstContact(parts, run.signal);
    findings.reachable = true;
    findings.latencyMs = parts.clock.monotonicMs() - run.startedMs;
    return await signIn(parts, outcome, findings, run.signal);
  } catch (error) {
    run.signal.throwIfAborted();
    if (!isHarborError(error)) throw error;
    findings.details = { ...findings.details, ...asText(error.details) };
    return error.code;
  }
}

function firstContact({ client, http }: ProbeParts, signal: AbortSignal): Promise<ProbeOutcome> {
  return probeRegistry(client.registryUrl, (request) =>
    http.send(request, { signal, attemptsMax: 1, bodyBytesMax: errorBodyBytesMax }),
  );
}

async function signIn(
  { client, resolveCredential }: ProbeParts,
  outcome: ProbeOutcome,
  findings: Findings,
  signal: AbortSignal,
): Promise<ErrorCode | undefined> {
  if (outcome.kind === 'refused') {
    findings.details = { ...outcome.details };
    return outcome.code;
  }
  const { credential, source, trace } = await resolveCredential(signal);
  findings.credentialSource = source;
  if (trace.length > 0) findings.details['credentialTrace'] = trace.join('; ');
  const { challenge } = outcome;
  if (challenge.kind === 'bearer') findings.details['realmHost'] = new URL(challenge.realm).host;
  // Open to everyone, and nothing to show or nobody to show it to.
  const open = outcome.kind === 'open';
  if (open && (challenge.kind === 'none' || credential.kind === 'anonymous')) {
    // Lets the session know that `/v2/` has answered.
    return confirm(client, signal, findings);
  }
  client.session.learn(challenge);
  return confirm(client, signal, findings);
}

async function confirm(
  client: DistributionClient,
  signal: AbortSignal,
  findings: Findings,
): Promise<ErrorCode | undefined> {
  const options = { signal, attemptsMax: 1, bodyBytesMax: errorBodyBytesMax };
  const response = await client.send('GET', '/v2/', options);
  if (response.status === 200) return undefined;
  const error = await client.refusal(response, { resource: 'ping' }, signal);
  findings.details = { ...findings.details, ...asText(error.details) };
  return error.code;
}

async function underDeadline(
  clock: Clock,
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<ErrorCode | undefined>,
): Promise<ErrorCode | undefined> {
  const deadline = new AbortController();
  const timer = clock.setTimer(probeTimeoutMs, () => deadline.abort(deadlineReason));
  try {
    return await work(AbortSignal.any([signal, deadline.signal]));
  } catch (error) {
    if (error === deadlineReason) return 'REGISTRY_TIMEOUT';
    throw error;
  } finally {
    timer.cancel();
  }
}

const deadlineReason = new Error('the probe took too long');

function asText(details: ErrorDetails): Record<string, string> {
  const entries = Object.entries(details).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries.map(([name, value]) => [name, String(value)]));
}
