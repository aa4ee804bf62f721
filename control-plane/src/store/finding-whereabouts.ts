// Where in an image the package of a finding lies, and since when a tag shows the finding: what a page of findings
// needs besides the findings.
import type { Kysely } from 'kysely';
import type { FindingWhereabouts, ImageFinding } from '../domain/findings/finding-queries.ts';
import { fixTimes } from './finding-age-rows.ts';
import { findImage } from './image-detail.ts';
import { decodeInventory } from './inventory-codec.ts';
import { optional } from './query-parts.ts';
import { indexesNaming, liveTags } from './shown-by.ts';
import type { Tables } from './tables.ts';

/** The age is that of the oldest place; an image of nightly builds hangs under thousands, which are as old. */
const placesMax = 20;

export async function findingWhereabouts(
  db: Kysely<Tables>,
  key: { readonly orgId: string; readonly digest: string },
  findings: readonly ImageFinding[],
  registryIds: readonly string[] | undefined,
): Promise<readonly FindingWhereabouts[]> {
  const image = findings.length === 0 ? undefined : await findImage(db, key.orgId, key.digest);
  if (image === undefined) return findings.map(() => ({ locations: [] }));
  const { orgId } = key;
  const locations = await locationsOf(db, orgId, image.id);
  const ages = await agesOf(db, { ...key, imageId: image.id, registryIds });
  const fixed = await fixTimes(db, { orgId, registryIds }, findings);
  return findings.map((finding, at) => ({
    locations: locations.get(`${finding.purl} ${finding.layer}`) ?? [],
    ...optional('firstSeenAt', ages.get(ageKey(finding))),
    ...optional('fixKnownAt', fixed[at]),
  }));
}

function ageKey(finding: Pick<ImageFinding, 'advisoryId' | 'packageType' | 'packageName'>): string {
  return JSON.stringify([finding.advisoryId, finding.packageType, finding.packageName]);
}

async function locationsOf(
  db: Kysely<Tables>,
  orgId: string,
  imageId: number,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const inventory = await db
    .selectFrom('inventory')
    .select('body')
    .where('org_id', '=', orgId)
    .where('image_id', '=', imageId)
    .executeTakeFirst();
  const packages = inventory === undefined ? [] : decodeInventory(inventory.body).packages;
  return new Map(packages.map(({ purl, layer, locations }) => [`${purl} ${layer}`, locations]));
}

async function agesOf(
  db: Kysely<Tables>,
  key: {
    readonly orgId: string;
    readonly digest: string;
    readonly imageId: number;
    readonly registryIds: readonly string[] | undefined;
  },
): Promise<ReadonlyMap<string, number>> {
  const { orgId, digest, imageId, registryIds } = key;
  const indexes = await indexesNaming(db, orgId, digest).execute();
  let tags = liveTags(db, orgId)
    .select(['registry.id as registryId', 'repository.name as repository', 'tag.name as tag'])
    .where('tag.digest', 'in', [digest, ...indexes.map((index) => index.digest)])
    .orderBy('tag.first_seen_at')
    .limit(placesMax);
  if (registryIds !== undefined) tags = tags.where('registry.id', 'in', registryIds);
  const places = await tags.execute();
  if (places.length === 0) return new Map();
  const rows = await db
    .selectFrom('exposure')
    .select(['advisory_id as advisoryId', 'package_type as packageType'])
    .select(['package_name as packageName', ({ fn }) => fn.min('first_seen_at').as('at')])
    .where('org_id', '=', orgId)
    .where('image_id', '=', imageId)
    .where('resolved_at', 'is', null)
    .where((row) =>
      row.or(
        places.map((place) =>
          row.and([
            row('registry_id', '=', place.registryId),
            row('repository', '=', place.repository),
            row('tag', '=', place.tag),
          ]),
        ),
      ),
    )
    .groupBy(['advisory_id', 'package_type', 'package_name'])
    .execute();
  return new Map(rows.map((row) => [ageKey(row), Number(row.at)]));
}
