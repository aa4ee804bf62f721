// How many of the images people see are scanned. All of them are looked at once, some tags at a time, so that nobody else waits for
// the whole; an image that many tags show is counted once.
import { type Kysely, sql } from 'kysely';
import type { Coverage, ImageFilter, ImageState } from '../domain/inventory/image-queries.ts';
import { breathe } from './breathe.ts';
import { dialectOf } from './dialect/store-dialect.ts';
import { shownImageId, stateExpression } from './shown-columns.ts';
import { shownImages } from './shown-image-query.ts';
import type { Tables } from './tables.ts';

/** Some tens of milliseconds of this thread. What answers elsewhere begins each question with all images at hand. */
const tagsPerPiece = { inThread: 10_000, elsewhere: 50_000 } as const;

export async function imageCoverage(
  db: Kysely<Tables>,
  orgId: string,
  filter: Pick<ImageFilter, 'registryId' | 'registryIds'>,
): Promise<Coverage> {
  const states = new Map<number, string>();
  const repositories = new Set<number>();
  let tags = 0;
  if (filter.registryIds?.length !== 0) {
    for await (const rows of shownInPieces(db, orgId, filter)) {
      let last: number | undefined;
      for (const { imageId, state, tagId, repositoryId } of rows) {
        states.set(imageId, state);
        if (tagId === last) continue;
        last = tagId;
        tags += 1;
        repositories.add(repositoryId);
      }
    }
  }
  return { ...summed(states), tags, repositories: repositories.size };
}

/** All rows of a tag are in one piece, one after the other. */
async function* shownInPieces(
  db: Kysely<Tables>,
  orgId: string,
  filter: Pick<ImageFilter, 'registryId' | 'registryIds'>,
) {
  const { inThread, elsewhere } = tagsPerPiece;
  const tags = dialectOf(db).answersInThread ? inThread : elsewhere;
  for (let after = 0; ; ) {
    const ids = db.selectFrom('tag').select('id').where('id', '>', after).orderBy('id').limit(tags);
    const { until } = await db
      .selectFrom(ids.as('ids'))
      .select((row) => row.fn.max<number | null>('id').as('until'))
      .executeTakeFirstOrThrow();
    if (until === null) return;
    if (after > 0) await breathe();
    yield await shownImages(db, orgId, filter)
      .select([
        stateExpression.as('state'),
        shownImageId.as('imageId'),
        'tag.id as tagId',
        'tag.repository_id as repositoryId',
      ])
      .where(sql<boolean>`(tag.id > ${after} and tag.id <= ${until})`)
      .orderBy('tag.id')
      .execute();
    after = Number(until);
  }
}

function summed(states: ReadonlyMap<number, string>): Omit<Coverage, 'tags' | 'repositories'> {
  const counts = new Map<string, number>();
  for (const state of states.values()) counts.set(state, (counts.get(state) ?? 0) + 1);
  const of = (state: ImageState) => counts.get(state) ?? 0;
  const partial = of('partial');
  const noAdvisoryData = of('no-advisory-data');
  const scanned = of('indexed') + partial + noAdvisoryData;
  return {
    known: scanned + of('failed') + of('waiting'),
    ...{ scanned, partial, noAdvisoryData },
    ...{ failed: of('failed'), waiting: of('waiting') },
  };
}
