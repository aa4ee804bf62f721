// Reports of external scanners in SQL: one row for each image and scanner.
import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import type { ExternalReport } from '@harborguard/shared/protocol/external-report.ts';
import { bodyBytesMax } from '@harborguard/shared/protocol/link-limits.ts';
import type { Kysely } from 'kysely';
import type { FindingStore } from '../domain/findings/finding-store.ts';
import type { Tables } from './tables.ts';

type ExternalReportRows = Pick<FindingStore, 'saveExternalReports' | 'externalReports'>;

export function createExternalReportRows(db: Kysely<Tables>, orgId: string): ExternalReportRows {
  return {
    saveExternalReports: async (imageId, reports, now) => {
      const scanners = reports.map(({ scanner }) => scanner);
      await db
        .deleteFrom('external_report')
        .where('org_id', '=', orgId)
        .where('image_id', '=', imageId)
        .where('scanner', 'not in', scanners)
        .execute();
      for (const report of reports) await save(db, orgId, { imageId, report, now });
    },
    externalReports: async (imageId) => {
      const rows = await db
        .selectFrom('external_report')
        .select(['scanner', 'body'])
        .where('org_id', '=', orgId)
        .where('image_id', '=', imageId)
        .where('body', 'is not', null)
        .orderBy('scanner')
        .execute();
      return rows.flatMap(({ scanner, body }) =>
        body === null ? [] : [{ scanner, findings: decode(body) }],
      );
    },
  };
}

async function save(
  db: Kysely<Tables>,
  orgId: string,
  { imageId, report, now }: { imageId: number; report: ExternalReport; now: number },
): Promise<void> {
  const isReported = report.outcome === 'reported';
  const state = { outcome: report.outcome, code: report.code ?? null, received_at: now };
  const body = isReported ? zstdCompressSync(JSON.stringify(report.findings)) : null;
  await db
    .insertInto('external_report')
    .values({ org_id: orgId, image_id: imageId, scanner: report.scanner, body, ...state })
    .onConflict((conflict) =>
      conflict
        .columns(['image_id', 'scanner'])
        // Without a new report the old one stays: not knowing resolves nothing.
        .doUpdateSet(isReported ? { ...state, body } : state),
    )
    .execute();
}

function decode(body: Uint8Array): ExternalReport['findings'] {
  const json = zstdDecompressSync(body, { maxOutputLength: bodyBytesMax });
  return JSON.parse(json.toString()) as ExternalReport['findings'];
}
