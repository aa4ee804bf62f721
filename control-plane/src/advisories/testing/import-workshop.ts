// A folder to import into, with the ports an import needs and samples of records, for the tests of the importer.
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { TestContext } from 'node:test';
import type { AffectedRow } from '@harborguard/shared/advisories/advisory-row.ts';
import { FakeClock } from '@harborguard/shared/testing/fake-clock.ts';
import { MemoryLog } from '@harborguard/shared/testing/memory-log.ts';
import { openAdvisories } from '../advisory-database.ts';
import { type ImportOptions, importAdvisories } from '../import-advisories.ts';
import type { ImportReport } from '../import-report.ts';

export interface SampleRecord {
  readonly id: string;
  readonly ecosystem: string;
  readonly name: string;
  readonly fixed?: string;
  readonly modified?: string;
  readonly withdrawn?: string;
  readonly summary?: string;
}

export class ImportWorkshop {
  readonly folder: string;
  readonly databasePath: string;
  readonly log = new MemoryLog();
  readonly clock: FakeClock;

  private constructor(folder: string, nowMs: number | undefined) {
    this.folder = folder;
    this.clock = new FakeClock(nowMs);
    this.databasePath = join(folder, 'data', 'advisories.sqlite');
  }

  static async open(t: TestContext, nowMs?: number): Promise<ImportWorkshop> {
    const folder = await mkdtemp(join(tmpdir(), 'advisories-'));
    t.after(() => rm(folder, { recursive: true, force: true }));
    await mkdir(join(folder, 'data'));
    return new ImportWorkshop(folder, nowMs);
  }

  /** Writes files below a folder of their own and returns its path. */
  async write(name: string, files: Readonly<Record<string, string | Buffer>>): Promise<string> {
    const root = join(this.folder, name);
    await mkdir(root, { recursive: true });
    for (const [path, bytes] of Object.entries(files)) {
      await mkdir(dirname(join(root, path)), { recursive: true });
      await writeFile(join(root, path), bytes);
    }
    return root;
  }

  import(source: string, extra: Partial<ImportOptions> = {}): Promise<ImportReport> {
    const { databasePath, clock, log } = this;
    return importAdvisories(source, { databasePath, clock, log, ...extra });
  }

  affecting(ecosystem: string, name: string): readonly AffectedRow[] {
    const advisories = openAdvisories(this.databasePath);
    const rows = advisories.affecting(ecosystem, name);
    advisories.close();
    return rows;
  }

  /** What lies beside the advisory file; nothing should. */
  async leftovers(): Promise<readonly string[]> {
    const names = await readdir(dirname(this.databasePath));
    return names.filter((name) => name !== 'advisories.sqlite');
  }
}

export function sampleRecord(sample: SampleRecord): string {
  const { id, ecosystem, name, fixed = '2.0.0', withdrawn, summary = 'A summary' } = sample;
  const events = [{ introduced: '0' }, { fixed }];
  return JSON.stringify({
    id,
    modified: sample.modified ?? '2024-01-01T00:00:00Z',
    ...(withdrawn === undefined ? {} : { withdrawn }),
    summary,
    affected: [{ package: { ecosystem, name }, ranges: [{ type: 'ECOSYSTEM', events }] }],
  });
}
