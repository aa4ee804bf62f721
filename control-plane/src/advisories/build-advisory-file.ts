// From raw records into an advisory file: each is parsed, counted and written or left out with its reason.
import {
  type OsvRecordResult,
  parseOsvRecord,
  type SkipReason,
} from '@harborguard/shared/advisories/parse-osv-record.ts';
import type { Clock } from '@harborguard/shared/ports.ts';
import type { AdvisoryFileWriter } from './advisory-file-writer.ts';
import { invalidSource, type RawRecord } from './import-context.ts';
import { futureToleranceMs, recordsMax } from './import-limits.ts';
import type { ImportProgress, ImportReport } from './import-report.ts';

export type RecordCounts = Pick<
  ImportReport,
  'withdrawn' | 'duplicates' | 'skipped' | 'gitRangesSkipped'
>;

export interface ReadOptions {
  readonly builtAtMs: number;
  readonly clock: Clock;
  readonly progress?: (progress: ImportProgress) => void;
}

export interface RecordsRead {
  readonly counts: RecordCounts;
  readonly recordsKept: number;
  readonly newestModifiedAtMs: number;
}

const progressEvery = 1000;

export async function readRecords(
  records: AsyncIterable<RawRecord>,
  writer: AdvisoryFileWriter,
  options: ReadOptions,
): Promise<RecordsRead> {
  const tally = new RecordTally(writer, options.builtAtMs + futureToleranceMs);
  for await (const raw of records) {
    for (const result of parseRaw(raw)) tally.take(result);
    if (tally.recordsRead > recordsMax) throw invalidSource('record-limit');
    if (tally.recordsRead % progressEvery === 0) options.progress?.(tally.progress());
  }
  options.progress?.(tally.progress());
  const { recordsKept, newestModifiedAtMs } = tally;
  return { counts: tally.counts(), recordsKept, newestModifiedAtMs };
}

export function emptyCounts(): RecordCounts {
  return { withdrawn: 0, duplicates: 0, skipped: {}, gitRangesSkipped: 0 };
}

/** A file may hold one record or a list of them. */
function parseRaw(raw: RawRecord): readonly OsvRecordResult[] {
  if (raw.kind === 'too-large') return [skipped('too-large')];
  let json: unknown;
  try {
    json = JSON.parse(raw.bytes.toString('utf8'));
  } catch {
    return [skipped('not-json')];
  }
  return Array.isArray(json) ? json.map(parseOsvRecord) : [parseOsvRecord(json)];
}

function skipped(reason: SkipReason): OsvRecordResult {
  return { kind: 'skipped', reason, gitRangesSkipped: 0 };
}

class RecordTally {
  recordsRead = 0;
  recordsKept = 0;
  newestModifiedAtMs = 0;
  readonly #writer: AdvisoryFileWriter;
  readonly #believableUntilMs: number;
  readonly #skipped: Partial<Record<SkipReason, number>> = {};
  readonly #withdrawn = new Set<string>();
  #duplicates = 0;
  #gitRangesSkipped = 0;

  constructor(writer: AdvisoryFileWriter, believableUntilMs: number) {
    this.#writer = writer;
    this.#believableUntilMs = believableUntilMs;
  }

  take(result: OsvRecordResult): void {
    this.recordsRead += 1;
    this.#gitRangesSkipped += result.gitRangesSkipped;
    if (result.kind === 'skipped') {
      this.#skipped[result.reason] = (this.#skipped[result.reason] ?? 0) + 1;
      if (result.leftOut !== undefined) this.#writer.leaveOut(result.leftOut);
      return;
    }
    const { advisory, affected } = result;
    const outcome = this.#writer.add(advisory, affected);
    if (outcome === 'added') this.recordsKept += 1;
    else this.#duplicates += 1;
    if (outcome === 'older') return;
    if (advisory.withdrawnAtMs === undefined) this.#withdrawn.delete(advisory.id);
    else this.#withdrawn.add(advisory.id);
    this.#noteModified(advisory.modifiedAtMs);
  }

  progress(): ImportProgress {
    return { recordsRead: this.recordsRead, recordsKept: this.recordsKept };
  }

  counts(): RecordCounts {
    return {
      withdrawn: this.#withdrawn.size,
      duplicates: this.#duplicates,
      skipped: this.#skipped,
      gitRangesSkipped: this.#gitRangesSkipped,
    };
  }

  #noteModified(modifiedAtMs: number): void {
    if (modifiedAtMs > this.#believableUntilMs) return;
    this.newestModifiedAtMs = Math.max(this.newestModifiedAtMs, modifiedAtMs);
  }
}
