// The probe job: what Test Connection says. Every verdict is a success of the job, also "not reachable".
import type { ProbeResult } from '@harborguard/shared/protocol/jobs.ts';
import type { JobContext } from './job-context.ts';

export async function runProbe(
  context: Pick<JobContext, 'provider' | 'signal'>,
): Promise<ProbeResult> {
  const verdict = await context.provider.probe({ signal: context.signal });
  const { code, details, ...rest } = verdict;
  return {
    kind: 'probe',
    ...rest,
    details: { ...details },
    ...(code === undefined ? {} : { code }),
  };
}
