// A tag's history as the API gives it.
import { type Static, Type } from 'typebox';
import type { TagDigest } from '../../domain/inventory/tag-digest.ts';
import { isoTime, optionalTime, Time } from './common.ts';
import { ImageSchema } from './image.ts';

const { digest, platform, state, sizeBytes, packages, findings } = ImageSchema.properties;

export const TagDigestSchema = Type.Object({
  digest: Type.String(),
  seenFrom: Time,
  seenUntil: Type.Optional(Time),
  images: Type.Array(Type.Object({ digest, platform, state, sizeBytes, packages, findings }), {
    description: 'Itself, or the images of an index; none once they are forgotten',
  }),
});

export function tagDigestView(row: TagDigest): Static<typeof TagDigestSchema> {
  return {
    digest: row.digest,
    seenFrom: isoTime(row.seenFrom),
    ...optionalTime('seenUntil', row.seenUntil),
    images: row.images.map((image) => ({ ...image })),
  };
}
