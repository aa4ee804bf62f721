// The labels of images in SQL, to search by; the inventory holds them whole.
import type { Kysely } from 'kysely';
import { inChunks } from './in-chunks.ts';
import type { Tables } from './tables.ts';

/** People search by owners, versions and sources; labels that hold whole documents are not searched for. */
const valueLengthMax = 256;
const nameLengthMax = 256;

export async function replaceLabels(
  db: Kysely<Tables>,
  { orgId, imageId }: { readonly orgId: string; readonly imageId: number },
  labels: Readonly<Record<string, string>>,
): Promise<void> {
  await db
    .deleteFrom('image_label')
    .where('org_id', '=', orgId)
    .where('image_id', '=', imageId)
    .execute();
  const cut = new Map(
    Object.entries(labels).map(([name, value]) => [
      name.slice(0, nameLengthMax),
      value.slice(0, valueLengthMax),
    ]),
  );
  const rows = [...cut].map(([name, value]) => ({
    ...{ org_id: orgId, image_id: imageId, name, value },
  }));
  await inChunks(rows, (chunk) => db.insertInto('image_label').values(chunk).execute());
}
