// `WWW-Authenticate` lines to challenges, as registries really write them: several lines, several challenges in one
// line, commas inside quotes, values without quotes. Which challenge to answer is decided in choose-challenge.ts.
// https://www.rfc-editor.org/rfc/rfc9110#section-11.6.1

/** Real lines stay under 1 KiB; what is longer is not read further. */
const lineLengthMax = 8192;
const challengeCountMax = 16;
const parameterCountMax = 32;

export interface Challenge {
  /** Lowercase: `bearer`, `basic` … */
  readonly scheme: string;
  /** Names in lowercase. */
  readonly parameters: ReadonlyMap<string, string>;
}

export function parseChallenges(lines: readonly string[]): readonly Challenge[] {
  return lines
    .slice(0, challengeCountMax)
    .flatMap((line) => parseLine(line.slice(0, lineLengthMax)))
    .slice(0, challengeCountMax);
}

// At each item of the list: `name = value` belongs to the challenge before it; `scheme` (maybe followed by its first
// parameter) begins a new one. Sticky patterns advance through the line without backtracking over it.
const separators = /[\s,]*/y;
const parameter = /([!#$%&'*+.^_`|~0-9A-Za-z-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"?|([^\s",]+))?/y;
const schemeName = /([!#$%&'*+.^_`|~0-9A-Za-z-]+)(?=[\s,]|$)/y;
const token68 = /[A-Za-z0-9._~+/-]+=*(?=\s*(?:,|$))/y;

function parseLine(line: string): readonly Challenge[] {
  const challenges: { scheme: string; parameters: Map<string, string> }[] = [];
  let at = 0;
  const take = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    const match = pattern.exec(line);
    if (match !== null) at = pattern.lastIndex;
    return match;
  };
  while (at < line.length) {
    take(separators);
    const current = challenges.at(-1);
    const pair = current === undefined ? null : take(parameter);
    if (pair !== null && current !== undefined) {
      addParameter(current.parameters, pair);
      continue;
    }
    const scheme = take(schemeName)?.[1];
    if (scheme === undefined) break;
    challenges.push({ scheme: scheme.toLowerCase(), parameters: new Map() });
    skipToken68(take);
  }
  return challenges;
}

/** `Negotiate dG9rZW4=` carries a bare token, of no use here; it must not be taken for a parameter. */
function skipToken68(take: (pattern: RegExp) => RegExpExecArray | null): void {
  if (take(/[ \t]+/y) !== null) take(token68);
}

function addParameter(parameters: Map<string, string>, pair: RegExpExecArray): void {
  const name = (pair[1] ?? '').toLowerCase();
  const quoted = pair[2]?.replace(/\\(.)/g, '$1');
  if (parameters.size < parameterCountMax && !parameters.has(name)) {
    parameters.set(name, quoted ?? pair[3] ?? '');
  }
}
