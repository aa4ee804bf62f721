// The probe job: what Test Connection says. Every verdict is a success of the job, also "not reachable".
import type { ProbeResult } from '@harborguard/shared/protocol/jobs.ts';
import { probeAndIdentify } from '../registry/probe-and-identify.ts';
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
    details: { ...details },
    ...(code === undefined ? {} : { code }),
  };
}
