// A configuration for people to read: every variable with where its value comes from, and a secret only as set or unset.
import { type Environment, namesOf, type Variable } from './read-variables.ts';

export interface PrintedVariable {
  readonly name: string;
  /** `set` or `unset` for a secret. */
  readonly value: string;
  readonly origin: 'environment' | 'file' | 'default' | 'unset';
}

export function printedVariables(
  variables: readonly Variable<unknown>[],
  environment: Environment,
): readonly PrintedVariable[] {
  return variables.map((variable) => printed(variable, environment));
}

/** For the help of a program: each variable with its purpose. */
export function variableHelp(variables: readonly Variable<unknown>[]): string {
  return variables
    .map((variable) => `  ${namesOf(variable).join(' or ')}\n      ${variable.purpose}\n`)
    .join('');
}

export function variableLines(variables: readonly PrintedVariable[]): string {
  const width = Math.max(...variables.map(({ name }) => name.length));
  return variables
    .map(({ name, value, origin }) => `${name.padEnd(width)}  ${value}  (${origin})\n`)
    .join('');
}

function printed(variable: Variable<unknown>, environment: Environment): PrintedVariable {
  const { name, fallback = '' } = variable;
  const origin = originOf(variable, environment);
  const isGiven = origin === 'environment' || origin === 'file';
  if (variable.secret === true) return { name, value: isGiven ? 'set' : 'unset', origin };
  const text = isGiven ? (environment[name]?.trim() ?? '') : fallback;
  return { name, value: text === '' ? '-' : withoutUserInfo(text), origin };
}

function originOf(
  variable: Variable<unknown>,
  environment: Environment,
): PrintedVariable['origin'] {
  const [name = '', file] = namesOf(variable);
  if (isGiven(environment[name])) return 'environment';
  if (file !== undefined && isGiven(environment[file])) return 'file';
  return variable.fallback === undefined || variable.fallback === '' ? 'unset' : 'default';
}

function isGiven(text: string | undefined): boolean {
  return text !== undefined && text.trim() !== '';
}

/** An address with a password in it is refused where it is read; here it may still be shown. */
function withoutUserInfo(text: string): string {
  return text.replaceAll(/\/\/[^/\s,@]*@/g, '//…@').replaceAll(/\?[^\s,]*/g, '?…');
}
