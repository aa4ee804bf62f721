// Environment variables to a configuration, purely: every problem at once, each naming the variable and the rule
// and never the value. A secret may stand in a file named by the same variable with _FILE behind it.

export type Environment = Readonly<Record<string, string | undefined>>;

export interface Variable<Value> {
  readonly name: string;
  /** One sentence for the configuration page. */
  readonly purpose: string;
  /** As the page shows it; absent means required unless `optional`. */
  readonly fallback?: string;
  readonly optional?: boolean;
  /** A secret is never shown and may also come as NAME_FILE. */
  readonly secret?: boolean;
  /** The value, or the rule it breaks. */
  read(text: string): Reading<Value>;
}

export type Reading<Value> =
  | { readonly kind: 'value'; readonly value: Value }
  | { readonly kind: 'problem'; readonly rule: string };

export interface Problem {
  readonly variable: string;
  readonly rule: string;
}

type Variables = Readonly<Record<string, Variable<unknown>>>;

export type Values<Definitions extends Variables> = {
  readonly [Key in keyof Definitions]: Definitions[Key] extends Variable<infer Value>
    ? Value | undefined
    : never;
};

export interface VariableReading<Definitions extends Variables> {
  readonly values: Values<Definitions>;
  readonly problems: readonly Problem[];
  /** Unknown names of the family, with the nearest known one: a warning, since a cluster injects names of its own. */
  readonly warnings: readonly string[];
}

/** `readFile` returns the text of a file or undefined when it cannot be read. */
export function readVariables<Definitions extends Variables>(
  definitions: Definitions,
  environment: Environment,
  readFile: (path: string) => string | undefined,
): VariableReading<Definitions> {
  const problems: Problem[] = [];
  const values: Record<string, unknown> = {};
  for (const [key, variable] of Object.entries(definitions)) {
    const reading = readVariable(variable, environment, readFile);
    if (reading.kind === 'value') values[key] = reading.value;
    else problems.push({ variable: reading.variable, rule: reading.rule });
  }
  const names = Object.values(definitions).flatMap(namesOf);
  // The loop above has set every key of the definitions to what its own reader returned.
  return {
    values: values as Values<Definitions>,
    problems,
    warnings: unknownNames(names, environment),
  };
}

type VariableOutcome =
  | { readonly kind: 'value'; readonly value: unknown }
  | { readonly kind: 'problem'; readonly variable: string; readonly rule: string };

function readVariable(
  variable: Variable<unknown>,
  environment: Environment,
  readFile: (path: string) => string | undefined,
): VariableOutcome {
  const { name } = variable;
  const direct = environment[name];
  const path = variable.secret === true ? environment[`${name}_FILE`] : undefined;
  if (isSet(direct) && isSet(path)) {
    return { kind: 'problem', variable: name, rule: `set it or ${name}_FILE, not both` };
  }
  const fromFile = isSet(path) ? readFile(path)?.trim() : undefined;
  if (isSet(path) && fromFile === undefined) {
    return { kind: 'problem', variable: `${name}_FILE`, rule: 'must name a readable file' };
  }
  const text = fromFile ?? (isSet(direct) ? direct.trim() : variable.fallback);
  if (text === undefined || text === '') {
    if (variable.optional === true) return { kind: 'value', value: undefined };
    return { kind: 'problem', variable: name, rule: 'is required' };
  }
  const reading = variable.read(text);
  if (reading.kind === 'value') return reading;
  return { kind: 'problem', variable: name, rule: reading.rule };
}

/** An empty variable counts as unset: charts and compose files render those. */
function isSet(text: string | undefined): text is string {
  return text !== undefined && text.trim() !== '';
}

export function namesOf(variable: Variable<unknown>): readonly string[] {
  return variable.secret === true ? [variable.name, `${variable.name}_FILE`] : [variable.name];
}

function unknownNames(known: readonly string[], environment: Environment): readonly string[] {
  return Object.keys(environment)
    .filter((name) => name.startsWith('HARBORGUARD_') && !known.includes(name))
    .toSorted()
    .map((name) => `${name} is unknown; did you mean ${nearest(name, known)}?`);
}

function nearest(name: string, known: readonly string[]): string {
  const ranked = known
    .map((candidate) => ({ candidate, distance: editDistance(name, candidate) }))
    .toSorted((left, right) => left.distance - right.distance);
  return ranked[0]?.candidate ?? name;
}

function editDistance(left: string, right: string): number {
  let row = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (const [index, letter] of [...left].entries()) {
    const next = [index + 1];
    for (const [column, other] of [...right].entries()) {
      const substituted = (row[column] ?? 0) + (letter === other ? 0 : 1);
      next.push(Math.min(substituted, (row[column + 1] ?? 0) + 1, (next[column] ?? 0) + 1));
    }
    row = next;
  }
  return row[right.length] ?? 0;
}
