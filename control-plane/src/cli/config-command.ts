// `config print`: the configuration in use, for people and for support. Secrets are set or unset, nothing more.
import {
  printedVariables,
  variableLines,
} from '@harborguard/shared/configuration/print-variables.ts';
import { withLowerCaseProxies } from '@harborguard/shared/configuration/with-lower-case-proxies.ts';
import { controlPlaneVariables } from '../control-plane-variables.ts';
import type { Command } from './command-context.ts';
import { UsageError } from './command-error.ts';

export const configCommand: Command = ({ terminal, environment }, args) => {
  if (args.length !== 1 || args[0] !== 'print') {
    return Promise.reject(new UsageError('usage: control-plane config print'));
  }
  const variables = Object.values(controlPlaneVariables);
  terminal.print(variableLines(printedVariables(variables, withLowerCaseProxies(environment))));
  return Promise.resolve();
};
