// `sensor config print`: the configuration in use, for people and for support. Secrets are set or unset, nothing more.
import {
  printedVariables,
  variableLines,
} from '@harborguard/shared/configuration/print-variables.ts';
import type { Environment } from '@harborguard/shared/configuration/read-variables.ts';
import { withLowerCaseProxies } from '@harborguard/shared/configuration/with-lower-case-proxies.ts';
import { sensorVariables } from '../sensor-variables.ts';

export function configText(environment: Environment): string {
  const variables = Object.values(sensorVariables);
  return variableLines(printedVariables(variables, withLowerCaseProxies(environment)));
}
