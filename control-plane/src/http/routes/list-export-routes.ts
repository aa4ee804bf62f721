// Routes that give whole lists as files: images and findings, with the filters of their lists.
import { type Static, Type } from 'typebox';
import { principalOf } from '../access.ts';
import { type Column, exportedFile, formatQuery, noteExport, sendExport } from '../export-file.ts';
import { findingFilterOf, findingQuery } from '../finding-query.ts';
import { imageFilterOf, imageQuery } from '../image-query.ts';
import { guarded } from '../route-schema.ts';
import { type ExposureSchema, exposureView } from '../schemas/finding.ts';
import { type ImageSchema, imageView } from '../schemas/image.ts';
import type { ApiServices } from '../services.ts';
import type { ApiServer } from '../type-provider.ts';

const imagesOptions = guarded('viewer', {
  summary: 'All images a filter lets through, as a file; leaves an event of the audit log',
  tags: ['images'],
  querystring: Type.Object({ ...imageQuery, ...formatQuery }, { additionalProperties: false }),
  response: { 200: exportedFile({ registryName: 'Factory', repository: 'shop/web', tag: '1.0' }) },
});
const findingsOptions = guarded('viewer', {
  summary: 'All findings a filter lets through, as a file; leaves an event of the audit log',
  tags: ['findings'],
  querystring: Type.Object({ ...findingQuery, ...formatQuery }, { additionalProperties: false }),
  response: { 200: exportedFile({ advisoryId: 'CVE-2024-6119', packageName: 'openssl' }) },
});

type Image = Static<typeof ImageSchema>;
type Finding = Static<typeof ExposureSchema>;

const imageColumns: readonly Column<Image>[] = [
  ...columnsOf<Image>()([
    ...(['registryName', 'repository', 'tag', 'platform', 'digest', 'indexDigest'] as const),
    ...(['state', 'errorCode', 'distro', 'sizeBytes', 'packages', 'signed', 'verdict'] as const),
  ]),
  ...(['critical', 'high', 'medium', 'low', 'unknown'] as const).map((severity) => ({
    name: severity,
    of: (image: Image) => image.findings[severity],
  })),
  ...columnsOf<Image>()(['firstSeenAt', 'lastSeenAt', 'movedAt', 'scannedAt']),
  { name: 'pushedAt', of: ({ pushedAt }) => pushedAt ?? undefined },
];

const findingColumns: readonly Column<Finding>[] = [
  ...columnsOf<Finding>()(['advisoryId']),
  { name: 'ids', of: ({ ids }) => ids.join(' ') },
  ...columnsOf<Finding>()([
    ...(['severity', 'score', 'packageType', 'packageName', 'packageVersion', 'fixedIn'] as const),
    ...(['registryName', 'repository', 'tag', 'platform', 'digest', 'state'] as const),
    ...(['firstSeenAt', 'lastSeenAt', 'resolvedAt', 'resolvedReason', 'epss'] as const),
  ]),
  { name: 'knownExploitedSince', of: ({ kev }) => kev?.addedAt },
  ...columnsOf<Finding>()(['summary']),
];

export function listExportRoutes(app: ApiServer, services: ApiServices): void {
  const { images, findings } = services;

  app.get('/api/images/export', imagesOptions, async (request, reply) => {
    const { format = 'json', ...query } = request.query;
    const caller = principalOf(request);
    const filter = imageFilterOf(caller, query);
    await noteExport(services, request, { kind: 'images', query: request.query });
    const batches = viewed(images.exportImages(caller.orgId, filter), imageView);
    return sendExport(reply, { name: 'images', format, columns: imageColumns, batches });
  });

  app.get('/api/findings/export', findingsOptions, async (request, reply) => {
    const { format = 'json', ...query } = request.query;
    const caller = principalOf(request);
    const filter = findingFilterOf(caller, query);
    await noteExport(services, request, { kind: 'findings', query: request.query });
    const batches = viewed(findings.exportExposures(caller.orgId, filter), exposureView);
    return sendExport(reply, { name: 'findings', format, columns: findingColumns, batches });
  });
}

async function* viewed<Row, View>(
  batches: AsyncIterable<readonly Row[]>,
  view: (row: Row) => View,
): AsyncGenerator<readonly View[]> {
  for await (const rows of batches) yield rows.map(view);
}

type Plain = string | number | boolean | undefined;
type PlainKey<Row> = {
  [Key in keyof Row]-?: Row[Key] extends Plain ? Key : never;
}[keyof Row] &
  string;

/** Fields that are one cell each. */
function columnsOf<Row>() {
  return (names: readonly PlainKey<Row>[]): readonly Column<Row>[] =>
    names.map((name) => ({ name, of: (row) => row[name] as Plain }));
}
