// The bodies of log messages: what a sensor found and how its jobs ended. They wait in the outbox until the
// control plane has committed them; each takes effect exactly once, by (sensor, epoch, seq).
// Facts (tags, indexes, inventories) are accepted whenever they arrive; `job.finished` is fenced by the attempt.
import { type Static, Type } from 'typebox';
import { AttachmentSchema, attachmentsPerImageMax } from '../signatures/attachment.ts';
import { ExternalReportSchema } from './external-report.ts';
import { DigestSchema, InventorySchema, PlatformSchema } from './inventory.ts';
import { JobResultSchema, jobKinds, TraceparentSchema } from './jobs.ts';

const text = (maxLength: number) => Type.String({ maxLength });
const count = Type.Integer({ minimum: 0 });
const jobRef = {
  jobId: Type.String({ format: 'uuid' }),
  attempt: Type.Integer({ minimum: 1 }),
  traceparent: TraceparentSchema,
};
const imageRef = {
  registryId: Type.String({ format: 'uuid' }),
  repository: text(255),
};

/** At most this many tags in one `tags.seen`, so that a message stays well inside a frame. */
export const tagsPerMessageMax = 500;

export const TagsSeenSchema = Type.Object({
  type: Type.Literal('tags.seen'),
  ...jobRef,
  ...imageRef,
  tags: Type.Array(
    Type.Object({
      name: text(128),
      digest: DigestSchema,
      /** Absent where the registry lists digests without types: then a scan finds it. */
      mediaType: Type.Optional(text(256)),
      sizeBytes: Type.Optional(count),
      /** Milliseconds since 1970, where the registry says it. */
      pushedAt: Type.Optional(count),
    }),
    { maxItems: tagsPerMessageMax },
  ),
});
export type TagsSeen = Static<typeof TagsSeenSchema>;

export const ImageIndexSchema = Type.Object({
  type: Type.Literal('image.index'),
  ...jobRef,
  ...imageRef,
  digest: DigestSchema,
  mediaType: text(256),
  members: Type.Array(
    Type.Object({
      digest: DigestSchema,
      mediaType: text(256),
      sizeBytes: count,
      platform: Type.Optional(PlatformSchema),
      role: Type.Union([Type.Literal('image'), Type.Literal('attestation'), Type.Literal('other')]),
    }),
    { maxItems: 1024 },
  ),
});
export type ImageIndex = Static<typeof ImageIndexSchema>;

export const ImageInventorySchema = Type.Object({
  type: Type.Literal('image.inventory'),
  ...jobRef,
  ...imageRef,
  inventory: InventorySchema,
});
export type ImageInventory = Static<typeof ImageInventorySchema>;

/** All that hangs on an image by one way; what hung on it before by the same way and is not here is gone. */
export const ImageAttachmentsSchema = Type.Object({
  type: Type.Literal('image.attachments'),
  ...jobRef,
  ...imageRef,
  /** The image. */
  subject: DigestSchema,
  /** The tag they were found by; absent: the referrers API. */
  tag: Type.Optional(text(256)),
  /** Of the manifest the tag showed. */
  tagDigest: Type.Optional(DigestSchema),
  attachments: Type.Array(AttachmentSchema, { maxItems: attachmentsPerImageMax }),
});
export type ImageAttachments = Static<typeof ImageAttachmentsSchema>;

/** One report for each external scanner the sensor is configured with. */
export const ImageExternalSchema = Type.Object({
  type: Type.Literal('image.external'),
  ...jobRef,
  ...imageRef,
  digest: DigestSchema,
  reports: Type.Array(ExternalReportSchema, { maxItems: 8 }),
});
export type ImageExternal = Static<typeof ImageExternalSchema>;

export const JobFinishedSchema = Type.Object({
  type: Type.Literal('job.finished'),
  ...jobRef,
  kind: Type.Enum(jobKinds),
  outcome: Type.Union([
    Type.Literal('succeeded'),
    Type.Literal('failed'),
    Type.Literal('cancelled'),
  ]),
  /** Of the error table; present unless the job succeeded. */
  code: Type.Optional(text(64)),
  details: Type.Optional(Type.Record(text(64), text(2048))),
  result: Type.Optional(JobResultSchema),
});
export type JobFinished = Static<typeof JobFinishedSchema>;

/** What the outbox had to give up at its limits; counted and shown, never silent. */
export const OutboxLostSchema = Type.Object({
  type: Type.Literal('outbox.lost'),
  messages: count,
  bytes: count,
  /** A limit, or `damaged`: the stored body no longer has its hash. */
  reason: Type.Union([
    Type.Literal('count'),
    Type.Literal('bytes'),
    Type.Literal('age'),
    Type.Literal('damaged'),
  ]),
});
export type OutboxLost = Static<typeof OutboxLostSchema>;

export const LogMessageSchema = Type.Union([
  TagsSeenSchema,
  ImageIndexSchema,
  ImageInventorySchema,
  ImageAttachmentsSchema,
  ImageExternalSchema,
  JobFinishedSchema,
  OutboxLostSchema,
]);
export type LogMessage = Static<typeof LogMessageSchema>;
export type LogMessageType = LogMessage['type'];
