// `modified_id.csv` of a bucket: when each record last changed, the newest first. Read only as far as it is news.
import { invalidSource } from './import-context.ts';

export interface ModifiedRecord {
  readonly id: string;
  readonly modifiedAtMs: number;
}

export interface ModifiedList {
  /** Changed since, each once, in no order that matters. */
  readonly changed: readonly ModifiedRecord[];
  /** Of all lines read; zero when there was none. */
  readonly newestMs: number;
}

/** Longer lines are no ids. */
const lineCharactersMax = 512;
/** The whole public bucket has under a million records. */
const linesMax = 5_000_000;
/** What stands in an id goes into a URL and a file name. */
const idPattern = /^[A-Za-z0-9][A-Za-z0-9._:+-]{0,255}$/;

/**
 * `sinceMs`: of the newest line known. Lines of that very time are given again, for several records may share it. A line
 * out of order ends nothing: some mirrors append.
 */
export async function readModifiedList(
  body: AsyncIterable<Uint8Array>,
  sinceMs: number,
): Promise<ModifiedList> {
  const changed = new Map<string, number>();
  let newestMs = 0;
  let olderInARow = 0;
  for await (const line of linesOf(body)) {
    const record = parseLine(line);
    if (record === undefined) continue;
    newestMs = Math.max(newestMs, record.modifiedAtMs);
    if (record.modifiedAtMs >= sinceMs) {
      olderInARow = 0;
      changed.set(record.id, Math.max(record.modifiedAtMs, changed.get(record.id) ?? 0));
    } else {
      olderInARow += 1;
      if (olderInARow > outOfOrderMax) break;
    }
  }
  return {
    changed: [...changed].map(([id, modifiedAtMs]) => ({ id, modifiedAtMs })),
    newestMs,
  };
}

/** As many older lines in a row and the rest is older, too. */
const outOfOrderMax = 1000;

/** `2026-08-21T20:38:00Z,GO-2026-5026` */
function parseLine(line: string): ModifiedRecord | undefined {
  const comma = line.indexOf(',');
  const modifiedAtMs = Date.parse(line.slice(0, comma));
  const id = line.slice(comma + 1).trim();
  if (comma < 0 || Number.isNaN(modifiedAtMs) || !idPattern.test(id)) return undefined;
  return { id, modifiedAtMs };
}

async function* linesOf(body: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = '';
  let count = 0;
  for await (const chunk of body) {
    const lines = `${rest}${decoder.decode(chunk, { stream: true })}`.split('\n');
    rest = lines.pop() ?? '';
    if (rest.length > lineCharactersMax) throw invalidSource('modified-list-malformed');
    count += lines.length;
    if (count > linesMax) throw invalidSource('modified-list-too-long');
    yield* lines;
  }
  yield rest;
}
