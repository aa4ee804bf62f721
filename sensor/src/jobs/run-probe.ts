// The probe job: what Test Connection says. Every verdict is a success of the job, also "not reachable".
import type { ProbeResult } from '@harborguard/shared/protocol/jobs.ts';
import { probeAndIdentify } from '../registry/probe-and-identify.ts';
import type { ProbeVerdict } from '../registry/registry-provider.ts';
import type { JobContext } from './job-context.ts';

export async function runProbe({
  provider,
  clock,
  signal,
}: Pick<JobContext, 'provider' | 'clock' | 'signal'>): Promise<ProbeResult> {
  const verdict = await probeAndIdentify(provider, clock, signal);
  const { code, details, ...rest } = verdict;
  return {
    kind: 'probe',
    ...rest,
    details: bounded(details),
    ...(code === undefined ? {} : { code }),
  };
}

/** As long as the result may have them: a trace can name many files. */
const detailLengthMax = 2048;

function bounded(details: ProbeVerdict['details']): Record<string, string> {
  const entries = Object.entries(details);
  return Object.fromEntries(
    entries.map(([name, value]) => [name, value.slice(0, detailLengthMax)]),
  );
}
