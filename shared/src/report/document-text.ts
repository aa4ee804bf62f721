// JSON written piece by piece, so that a report of two hundred thousand packages never stands in memory as one text.
// The long lists of a document are made while they are written, one row a line.

/** A list whose rows are made when they are asked for. */
export class Rows {
  readonly make: () => Iterable<unknown>;

  constructor(make: () => Iterable<unknown>) {
    this.make = make;
  }
}

/** An object, array or value in which lists may be Rows, at any depth above them. */
export function* documentText(value: unknown): Generator<string> {
  yield* pieces(value);
  yield '\n';
}

function* pieces(value: unknown): Generator<string> {
  if (value instanceof Rows) yield* list(value.make(), (row) => [JSON.stringify(row)]);
  else if (Array.isArray(value)) yield* list(value, pieces);
  else if (typeof value === 'object' && value !== null) yield* members(value);
  else yield JSON.stringify(value);
}

function* list(
  rows: Iterable<unknown>,
  write: (row: unknown) => Iterable<string>,
): Generator<string> {
  yield '[';
  let separator = '\n';
  for (const row of rows) {
    yield separator;
    yield* write(row);
    separator = ',\n';
  }
  yield ']';
}

function* members(value: object): Generator<string> {
  yield '{';
  let separator = '\n';
  for (const [name, member] of Object.entries(value)) {
    if (member === undefined) continue;
    yield `${separator}${JSON.stringify(name)}:`;
    yield* pieces(member);
    separator = ',\n';
  }
  yield '}';
}

/** Joins pieces into texts of about this many characters, which is what pipes and sockets like. */
export function* inChunks(texts: Iterable<string>, charactersMin = 64 * 1024): Generator<string> {
  let gathered: string[] = [];
  let length = 0;
  for (const text of texts) {
    gathered.push(text);
    length += text.length;
    if (length < charactersMin) continue;
    yield gathered.join('');
    gathered = [];
    length = 0;
  }
  if (length > 0) yield gathered.join('');
}
