// Which places were asked for a credential, in order, out of a verdict: for people who look for the one that is missing.
import type { ProbeVerdict } from '../registry/registry-provider.ts';

export interface ShownDetails {
  /** One for each source asked: `docker-config: found`. Empty when the registry was not reached or asked for none. */
  readonly trace: readonly string[];
  readonly others: readonly (readonly [name: string, value: string])[];
}

export function shownDetails({ details }: Pick<ProbeVerdict, 'details'>): ShownDetails {
  const { credentialTrace = '', ...others } = details;
  return {
    trace: credentialTrace === '' ? [] : credentialTrace.split('; '),
    others: Object.entries(others),
  };
}
