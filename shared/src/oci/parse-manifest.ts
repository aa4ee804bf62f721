// Manifest bytes to what they are: an image, an index, an old type nobody reads any more, or nonsense.
// It checks form and limits only; whether the bytes have the digest asked for is the caller's question.
// https://github.com/opencontainers/image-spec/blob/main/manifest.md
import { type Static, Type } from 'typebox';
import { Check } from 'typebox/value';
import type { ErrorCode } from '../errors/error-table.ts';
import { DigestSchema, type Platform } from '../protocol/inventory.ts';
import { bareMediaType, manifestKind, mediaTypes } from './media-types.ts';
import { parseJsonObject } from './parse-json.ts';

/** What the distribution specification obliges registries to take; larger ones are made to exhaust readers. */
export const manifestBytesMax = 4 * 1024 * 1024;
/** Container runtimes stop near 127 layers; the limit leaves room for odd tools, not for attacks. */
export const layerCountMax = 1024;
/** An index of every platform with an attestation each stays far below this. */
export const memberCountMax = 1024;

const text = Type.String({ maxLength: 255 });
const Annotations = Type.Optional(
  Type.Union([Type.Null(), Type.Record(Type.String(), Type.String())]),
);
const DescriptorSchema = Type.Object({
  mediaType: text,
  digest: DigestSchema,
  size: Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER }),
  annotations: Annotations,
  artifactType: Type.Optional(text),
});
const MemberSchema = Type.Object({
  ...DescriptorSchema.properties,
  platform: Type.Optional(
    Type.Object({
      os: Type.Optional(text),
      architecture: Type.Optional(text),
      variant: Type.Optional(text),
    }),
  ),
});
const ImageManifestSchema = Type.Object({
  schemaVersion: Type.Literal(2),
  config: DescriptorSchema,
  layers: Type.Array(DescriptorSchema),
  artifactType: Type.Optional(text),
  subject: Type.Optional(DescriptorSchema),
  annotations: Annotations,
});
const IndexSchema = Type.Object({
  schemaVersion: Type.Literal(2),
  manifests: Type.Array(MemberSchema),
  artifactType: Type.Optional(text),
  subject: Type.Optional(DescriptorSchema),
  annotations: Annotations,
});

export interface Descriptor {
  readonly mediaType: string;
  readonly digest: string;
  readonly sizeBytes: number;
  readonly annotations: Readonly<Record<string, string>>;
}

export interface IndexMember extends Descriptor {
  /** Absent when the index does not say; the image's configuration then does. */
  readonly platform?: Platform;
}

interface ManifestCommon {
  readonly mediaType: string;
  readonly artifactType?: string;
  /** The image an attachment belongs to (OCI 1.1 referrers). */
  readonly subject?: Descriptor;
  readonly annotations: Readonly<Record<string, string>>;
}

export interface ImageManifest extends ManifestCommon {
  readonly kind: 'image';
  readonly config: Descriptor;
  readonly layers: readonly Descriptor[];
}

export interface ImageIndex extends ManifestCommon {
  readonly kind: 'index';
  readonly members: readonly IndexMember[];
}

export type ParsedManifest =
  | ImageManifest
  | ImageIndex
  | { readonly kind: 'unsupported'; readonly mediaType: string }
  | { readonly kind: 'invalid'; readonly code: ErrorCode; readonly reason: string };

/** `contentType` as the registry sent it; generic or absent ones leave the question to the content. */
export function parseManifest(bytes: Uint8Array, contentType?: string): ParsedManifest {
  if (bytes.byteLength > manifestBytesMax) {
    return invalid('the manifest is too large', 'MANIFEST_TOO_LARGE');
  }
  const json = parseJsonObject(bytes);
  if (json.kind === 'invalid') return invalid('the manifest is no JSON object');
  const decided = decideMediaType(json.value, bareMediaType(contentType));
  if (decided.kind !== 'decided') return decided;
  return manifestKind(decided.mediaType) === 'index'
    ? readIndex(json.value, decided.mediaType)
    : readImage(json.value, decided.mediaType);
}

type Decision =
  | { readonly kind: 'decided'; readonly mediaType: string }
  | Extract<ParsedManifest, { kind: 'unsupported' | 'invalid' }>;

function decideMediaType(body: Readonly<Record<string, unknown>>, contentType: string): Decision {
  if ('manifests' in body && ('layers' in body || 'config' in body)) {
    return invalid('the manifest claims to be an image and an index at once');
  }
  const embedded = typeof body['mediaType'] === 'string' ? body['mediaType'] : undefined;
  const announced = genericTypes.includes(contentType) ? undefined : contentType;
  if (embedded !== undefined && announced !== undefined && embedded !== announced) {
    return invalid('the manifest names another media type than the registry');
  }
  const mediaType = announced ?? embedded ?? typeByShape(body);
  const kind = manifestKind(mediaType);
  if (kind === 'schema1' || kind === 'unknown') return { kind: 'unsupported', mediaType };
  return { kind: 'decided', mediaType };
}

const genericTypes = ['', 'application/json', 'application/octet-stream', 'text/plain'];

function typeByShape(body: Readonly<Record<string, unknown>>): string {
  if (body['schemaVersion'] === 1) return mediaTypes.dockerSchema1;
  if ('manifests' in body) return mediaTypes.ociIndex;
  return 'layers' in body ? mediaTypes.ociManifest : 'application/json';
}

function readImage(body: unknown, mediaType: string): ParsedManifest {
  if (!Check(ImageManifestSchema, body)) return invalid('the image manifest has a wrong field');
  if (body.layers.length > layerCountMax) return invalid('too many layers', 'LAYER_COUNT_LIMIT');
  return {
    kind: 'image',
    ...common(body, mediaType),
    config: descriptor(body.config),
    layers: body.layers.map(descriptor),
  };
}

function readIndex(body: unknown, mediaType: string): ParsedManifest {
  if (!Check(IndexSchema, body)) return invalid('the index has a wrong field');
  if (body.manifests.length > memberCountMax) {
    return invalid('too many members', 'LAYER_COUNT_LIMIT');
  }
  return { kind: 'index', ...common(body, mediaType), members: body.manifests.map(member) };
}

function common(
  body: Static<typeof ImageManifestSchema> | Static<typeof IndexSchema>,
  mediaType: string,
): ManifestCommon {
  return {
    mediaType,
    annotations: body.annotations ?? {},
    ...(body.artifactType === undefined ? {} : { artifactType: body.artifactType }),
    ...(body.subject === undefined ? {} : { subject: descriptor(body.subject) }),
  };
}

function descriptor(found: Static<typeof DescriptorSchema>): Descriptor {
  return {
    mediaType: found.mediaType,
    digest: found.digest,
    sizeBytes: found.size,
    annotations: found.annotations ?? {},
  };
}

function member(found: Static<typeof MemberSchema>): IndexMember {
  const { os, architecture, variant } = found.platform ?? {};
  if (os === undefined || architecture === undefined) return descriptor(found);
  const platform = { os, architecture, ...(variant === undefined ? {} : { variant }) };
  return { ...descriptor(found), platform };
}

function invalid(
  reason: string,
  code: ErrorCode = 'MANIFEST_INVALID',
): { kind: 'invalid'; code: ErrorCode; reason: string } {
  return { kind: 'invalid', code, reason };
}
