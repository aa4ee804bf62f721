// Routes that give an image as a file: its packages as an SBOM, its findings as a report.
import { Readable } from 'node:stream';
import {
  type ReportFormat,
  reportFormatFacts,
  writeReport,
} from '@harborguard/shared/report/write-report.ts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { principalOf } from '../access.ts';
import { noteExport } from '../export-file.ts';
import { imageReport } from '../image-report.ts';
import { guarded } from '../route-schema.ts';
import { DigestParams } from '../schemas/common.ts';
import type { ApiServices } from '../services.ts';
import type { ApiServer } from '../type-provider.ts';
import { visibleImage } from '../visible-image.ts';

/** How each file begins. */
const heads: Readonly<Record<ReportFormat, object>> = {
  table: {},
  json: { schemaVersion: 1 },
  sarif: { version: '2.1.0' },
  cyclonedx: { bomFormat: 'CycloneDX', specVersion: '1.6' },
  spdx: { spdxVersion: 'SPDX-2.3' },
};

const tags = ['images'] as const;

const sbomOptions = guarded('viewer', {
  errors: ['IMAGE_NOT_INDEXED'],
  summary: 'The packages of an image as an SBOM, with what is known about them',
  tags,
  params: DigestParams,
  querystring: Type.Object(
    { format: Type.Optional(Type.Enum(['cyclonedx', 'spdx'], { default: 'cyclonedx' })) },
    { additionalProperties: false },
  ),
  response: { 200: fileOf(['cyclonedx', 'spdx']) },
});
const reportOptions = guarded('viewer', {
  errors: ['IMAGE_NOT_INDEXED'],
  summary: 'The findings of an image as a report',
  tags,
  params: DigestParams,
  querystring: Type.Object(
    { format: Type.Optional(Type.Enum(['json', 'sarif'], { default: 'json' })) },
    { additionalProperties: false },
  ),
  response: { 200: fileOf(['json', 'sarif']) },
});

export function imageExportRoutes(app: ApiServer, services: ApiServices): void {
  const exported = async (
    request: FastifyRequest,
    reply: FastifyReply,
    { digest, format }: { readonly digest: string; readonly format: ReportFormat },
  ): Promise<FastifyReply> => {
    const detail = await visibleImage(services.images, request, digest);
    const report = await imageReport(services, principalOf(request), detail);
    await noteExport(services, request, { kind: 'image', id: digest, query: { format } });
    const { contentType, extension } = reportFormatFacts[format];
    // The text is made piece by piece as the caller takes it.
    return reply
      .type(contentType)
      .header('content-disposition', `attachment; filename="${fileName(digest)}.${extension}"`)
      .send(Readable.from(writeReport(format, report)));
  };

  app.get('/api/images/:digest/sbom', sbomOptions, (request, reply) => {
    const { format = 'cyclonedx' } = request.query;
    return exported(request, reply, { digest: request.params.digest, format });
  });

  app.get('/api/images/:digest/report', reportOptions, (request, reply) => {
    const { format = 'json' } = request.query;
    return exported(request, reply, { digest: request.params.digest, format });
  });
}

/** Only what every file system takes; names of images may hold anything. */
function fileName(digest: string): string {
  return digest.replace(':', '-');
}

function fileOf(formats: readonly ReportFormat[]) {
  return {
    description: 'A file, named in content-disposition',
    content: Object.fromEntries(
      formats.map((format) => {
        const { contentType } = reportFormatFacts[format];
        const schema = { type: 'object', additionalProperties: true, examples: [heads[format]] };
        return [contentType, { schema }];
      }),
    ),
  };
}
