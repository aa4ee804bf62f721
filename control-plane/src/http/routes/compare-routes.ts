// The route that tells two images apart.
import { type Static, Type } from 'typebox';
import type { ImageFinding } from '../../domain/findings/finding-queries.ts';
import {
  type ComparedImage,
  compareImages,
  type PackageChange,
} from '../../domain/inventory/compare-images.ts';
import type { ImageDetail } from '../../domain/inventory/image-queries.ts';
import { principalOf } from '../access.ts';
import { comparedImages } from '../compared-images.ts';
import { dataOf } from '../envelope.ts';
import { guarded } from '../route-schema.ts';
import { FilterText, optional, SeverityCountsSchema, Uuid } from '../schemas/common.ts';
import { ImageFindingSchema, imageFindingView } from '../schemas/finding.ts';
import type { ApiServices } from '../services.ts';
import type { ApiServer } from '../type-provider.ts';

/** Of each list; the totals are of all. */
const rowsMax = 1000;
/** Of one side: enough to know it by. */
const tagsMax = 5;
/** More than any inventory that fits into a message of the link. */
const everything = { page: 1, pageSize: 1_000_000 };

const SideSchema = Type.Object({
  digest: Type.String(),
  platform: Type.Optional(Type.String()),
  sizeBytes: Type.Optional(Type.Integer()),
  packages: Type.Integer(),
  findings: SeverityCountsSchema,
  tags: Type.Array(Type.String(), { description: '`repository:tag` that show it now, at most 5' }),
});
const FindingsSchema = Type.Object({
  total: Type.Integer(),
  severities: SeverityCountsSchema,
  rows: Type.Array(ImageFindingSchema, { description: 'At most 1000' }),
});
const PackagesSchema = Type.Object({
  total: Type.Integer(),
  rows: Type.Array(
    Type.Object({
      type: Type.String(),
      name: Type.String(),
      from: Type.Array(Type.String()),
      to: Type.Array(Type.String()),
    }),
    { description: 'At most 1000' },
  ),
});

const compareOptions = guarded('viewer', {
  errors: ['NOT_FOUND'],
  summary: 'What changed from one image to another',
  tags: ['images'],
  querystring: Type.Object(
    {
      from: Type.String({
        minLength: 3,
        maxLength: 400,
        description: 'A digest, or `repository:tag`',
        examples: ['shop/web:1.0'],
      }),
      to: Type.String({ minLength: 3, maxLength: 400, examples: ['shop/web:1.1'] }),
      registry: Type.Optional(Uuid),
      platform: Type.Optional(FilterText),
    },
    { additionalProperties: false },
  ),
  response: {
    200: dataOf(
      Type.Object({
        from: SideSchema,
        to: SideSchema,
        sizeBytesChange: Type.Optional(Type.Integer()),
        findings: Type.Object({
          added: FindingsSchema,
          fixed: FindingsSchema,
          kept: FindingsSchema,
        }),
        packages: Type.Object({
          added: PackagesSchema,
          removed: PackagesSchema,
          changed: PackagesSchema,
        }),
      }),
    ),
  },
});

export function compareRoutes(app: ApiServer, { images, findings }: ApiServices): void {
  const contentOf = async (orgId: string, digest: string): Promise<ComparedImage> => {
    const packages = await images.packages(orgId, digest, {}, everything);
    const found = await findings.ofImage(orgId, digest, {}, everything);
    return { packages: packages?.rows ?? [], findings: found?.rows ?? [] };
  };

  app.get('/api/images/compare', compareOptions, async (request) => {
    const { orgId } = principalOf(request);
    const { from, to } = await comparedImages(images, request, request.query);
    const compared = compareImages(
      await contentOf(orgId, from.digest),
      await contentOf(orgId, to.digest),
    );
    const sizes = [from.sizeBytes, to.sizeBytes] as const;
    const change =
      sizes[0] === undefined || sizes[1] === undefined ? undefined : sizes[1] - sizes[0];
    return {
      data: {
        from: sideView(from),
        to: sideView(to),
        ...optional('sizeBytesChange', change),
        findings: {
          added: findingsView(compared.findings.added),
          fixed: findingsView(compared.findings.fixed),
          kept: findingsView(compared.findings.kept),
        },
        packages: {
          added: packagesView(compared.packages.added),
          removed: packagesView(compared.packages.removed),
          changed: packagesView(compared.packages.changed),
        },
      },
    };
  });
}

function sideView(detail: ImageDetail): Static<typeof SideSchema> {
  const { digest, packages, findings } = detail;
  const places = detail.places.slice(0, tagsMax);
  return {
    ...{ digest, packages, findings },
    tags: places.map(({ repository, tag }) => `${repository}:${tag}`),
    ...optional('platform', detail.platform),
    ...optional('sizeBytes', detail.sizeBytes),
  };
}

function findingsView(findings: readonly ImageFinding[]): Static<typeof FindingsSchema> {
  const severities = { critical: 0, high: 0, medium: 0, low: 0, unknown: 0 };
  for (const { severity } of findings) severities[severity] += 1;
  return {
    ...{ total: findings.length, severities },
    rows: findings.slice(0, rowsMax).map(imageFindingView),
  };
}

function packagesView(changes: readonly PackageChange[]): Static<typeof PackagesSchema> {
  const rows = changes.slice(0, rowsMax);
  return {
    total: changes.length,
    rows: rows.map(({ from, to, ...change }) => ({ ...change, from: [...from], to: [...to] })),
  };
}
