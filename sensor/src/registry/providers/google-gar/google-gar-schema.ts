// The answers of Google's lists, as far as they are used; everything else in them may change.
import { type Static, Type } from 'typebox';

const token = Type.Optional(Type.String({ maxLength: 4096 }));
const name = Type.String({ maxLength: 4096 });

export const RepositoriesSchema = Type.Object({
  repositories: Type.Optional(
    Type.Array(Type.Object({ name, format: Type.Optional(Type.String({ maxLength: 64 })) })),
  ),
  nextPageToken: token,
});

export const DockerImagesSchema = Type.Object({
  dockerImages: Type.Optional(
    Type.Array(
      Type.Object({
        uri: name,
        tags: Type.Optional(Type.Array(name)),
        mediaType: Type.Optional(name),
        uploadTime: Type.Optional(Type.String({ maxLength: 64 })),
      }),
    ),
  ),
  nextPageToken: token,
});
export type DockerImage = NonNullable<Static<typeof DockerImagesSchema>['dockerImages']>[number];

/** `tags/list` with what Google adds to it: digests with their tags, and the names one level below. */
export const TagListSchema = Type.Object({
  tags: Type.Optional(Type.Union([Type.Null(), Type.Array(name)])),
  child: Type.Optional(Type.Union([Type.Null(), Type.Array(name)])),
  manifest: Type.Optional(
    Type.Record(
      Type.String(),
      Type.Object({
        tag: Type.Optional(Type.Union([Type.Null(), Type.Array(name)])),
        mediaType: Type.Optional(name),
        /** A number in text. */
        timeUploadedMs: Type.Optional(Type.String({ maxLength: 32 })),
      }),
    ),
  ),
});
export type TagList = Static<typeof TagListSchema>;

/** Of a service account key. Its addresses are not read: a key may come from anybody. */
export const ServiceAccountKeySchema = Type.Object({
  type: Type.Literal('service_account'),
  client_email: name,
  private_key: Type.String({ maxLength: 65_536 }),
  project_id: Type.Optional(name),
});
export type ServiceAccountKey = Static<typeof ServiceAccountKeySchema>;
