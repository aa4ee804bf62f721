// The doctor looks at the variables: what is wrong, what is unknown, where results would go.
import type { ConfigReading } from '../../config.ts';
import { type Finding, failed, ok } from './finding.ts';

export function checkConfiguration({
  problems,
  warnings,
  local,
}: ConfigReading): readonly Finding[] {
  const check = 'configuration';
  const wrong = problems.map(({ variable, rule }) =>
    failed(check, 'CONFIGURATION_INVALID', `${variable} ${rule}`),
  );
  const unknown = warnings.map((says): Finding => ({ check, verdict: 'warning', says }));
  if (wrong.length > 0) return [...wrong, ...unknown];
  return [
    ok(
      check,
      `complete; ${local.parallelScans} scans and ${local.parallelLayers} layers at once, state in ${local.stateFolder}`,
    ),
    ...unknown,
  ];
}
