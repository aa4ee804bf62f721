// An image's configuration, as far as rules and people ask for it. An environment often holds secrets, so it is no
// part of the facts: whoever looks for secrets reads it and keeps only that there was one.
// https://github.com/opencontainers/image-spec/blob/main/config.md
import { type Static, Type } from 'typebox';
import { Check } from 'typebox/value';
import { DigestSchema, type ImageFacts, type Platform } from '../protocol/inventory.ts';
import { cleanText } from '../text/clean-text.ts';
import { parseJsonObject } from './parse-json.ts';
import { layerCountMax } from './parse-manifest.ts';

/** Histories of generated images reach some hundred KiB; larger ones are made to exhaust readers. */
export const imageConfigBytesMax = 8 * 1024 * 1024;
/** History has a row for each empty step too, so more rows than layers. */
const historyCountMax = 4 * layerCountMax;
/** What may hold a secret is cut to what an inventory carries only when secrets are struck out: half of one is left else. */
const searchedLengthMax = 64 * 1024;
/** The lengths that an inventory carries (protocol/inventory.ts). */
const lengths = { labelName: 512, user: 256, short: 64, folder: 1024 };
/** Real images have some dozen; the search for secrets reads each value. */
const variableCountMax = 1024;
const argumentCountMax = 64;
/** More labels than any build tool writes. */
const labelCountMax = 512;
const portCountMax = 256;

const nullable = <Schema extends Type.TSchema>(schema: Schema) =>
  Type.Optional(Type.Union([Type.Null(), schema]));

const ImageConfigSchema = Type.Object({
  os: nullable(Type.String()),
  architecture: nullable(Type.String()),
  variant: nullable(Type.String()),
  created: nullable(Type.String()),
  rootfs: nullable(Type.Object({ diff_ids: nullable(Type.Array(DigestSchema)) })),
  history: nullable(
    Type.Array(
      Type.Object({
        created_by: nullable(Type.String()),
        empty_layer: nullable(Type.Boolean()),
      }),
    ),
  ),
  config: nullable(
    Type.Object({
      User: nullable(Type.String()),
      Labels: nullable(Type.Record(Type.String(), Type.Unknown())),
      ExposedPorts: nullable(Type.Record(Type.String(), Type.Unknown())),
      // What these hold is read as far as it is text: an odd one is no reason to refuse the image.
      Env: Type.Optional(Type.Unknown()),
      Entrypoint: Type.Optional(Type.Unknown()),
      Cmd: Type.Optional(Type.Unknown()),
      WorkingDir: Type.Optional(Type.Unknown()),
      Healthcheck: Type.Optional(Type.Unknown()),
    }),
  ),
});
type RawConfig = Static<typeof ImageConfigSchema>;

export interface HistoryEntry {
  readonly createdBy: string;
  /** A step that made no layer; skipping these aligns history with layers. */
  readonly emptyLayer: boolean;
}

export interface ImageConfig {
  readonly kind: 'image-config';
  readonly platform: Platform;
  /** Digests of the layers uncompressed, in the order of the manifest's layers. */
  readonly diffIds: readonly string[];
  readonly history: readonly HistoryEntry[];
  /** Texts are longer than an inventory carries and may hold secrets. */
  readonly facts: ImageFacts;
  /** `NAME=value`. Not to be kept or sent. */
  readonly environment: readonly string[];
}

export type ParsedImageConfig = ImageConfig | { readonly kind: 'invalid'; readonly reason: string };

export function parseImageConfig(bytes: Uint8Array): ParsedImageConfig {
  if (bytes.byteLength > imageConfigBytesMax) return invalid('the configuration is too large');
  const json = parseJsonObject(bytes);
  if (json.kind === 'invalid') return invalid('the configuration is no JSON object');
  if (!Check(ImageConfigSchema, json.value)) return invalid('the configuration has a wrong field');
  const diffIds = json.value.rootfs?.diff_ids ?? [];
  if (diffIds.length > layerCountMax) return invalid('the configuration names too many layers');
  return {
    kind: 'image-config',
    platform: platformOf(json.value),
    diffIds,
    history: (json.value.history ?? []).slice(0, historyCountMax).map((step) => ({
      createdBy: cleanText(step.created_by ?? '', searchedLengthMax),
      emptyLayer: step.empty_layer ?? false,
    })),
    facts: factsOf(json.value),
    environment: textsOf(json.value.config?.Env, variableCountMax).map((one) =>
      one.slice(0, searchedLengthMax),
    ),
  };
}

/** What made each layer, by the index of the layer; empty when history and layers do not match. */
export function layerHistory(config: ImageConfig, layerCount: number): readonly string[] {
  const steps = config.history.filter((step) => !step.emptyLayer);
  return steps.length === layerCount ? steps.map((step) => step.createdBy) : [];
}

// Old tools left the platform out; Docker then took it for its own default.
function platformOf(raw: RawConfig): Platform {
  const variant = cleanText(raw.variant ?? '', lengths.short);
  return {
    os: cleanText(raw.os ?? '', lengths.short) || 'linux',
    architecture: cleanText(raw.architecture ?? '', lengths.short) || 'amd64',
    ...(variant === '' ? {} : { variant }),
  };
}

function factsOf(raw: RawConfig): ImageFacts {
  const user = cleanText(raw.config?.User ?? '', lengths.user);
  const created = cleanText(raw.created ?? '', lengths.short);
  return {
    ...(user === '' ? {} : { user }),
    ...(created === '' ? {} : { created }),
    exposedPorts: Object.keys(raw.config?.ExposedPorts ?? {})
      .slice(0, portCountMax)
      .map((port) => cleanText(port, lengths.short)),
    labels: labelsOf(raw.config?.Labels ?? {}),
    ...startOf(raw.config ?? {}),
  };
}

function startOf(config: NonNullable<RawConfig['config']>) {
  const entrypoint = argumentsOf(config.Entrypoint);
  const command = argumentsOf(config.Cmd);
  const { WorkingDir: folder } = config;
  return {
    ...(entrypoint.length === 0 ? {} : { entrypoint }),
    ...(command.length === 0 ? {} : { command }),
    ...(typeof folder !== 'string' || folder === ''
      ? {}
      : { workingDirectory: cleanText(folder, lengths.folder) }),
    healthcheck: hasHealthcheck(config.Healthcheck),
  };
}

function argumentsOf(value: unknown): string[] {
  return textsOf(value, argumentCountMax).map((one) => cleanText(one, searchedLengthMax));
}

function textsOf(value: unknown, countMax: number): readonly string[] {
  if (!Array.isArray(value)) return [];
  return value.slice(0, countMax).filter((one) => typeof one === 'string');
}

/** `NONE` takes away what a base image brought. */
function hasHealthcheck(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || !('Test' in value)) return false;
  const [kind] = textsOf(value.Test, 1);
  return kind !== undefined && kind !== 'NONE';
}

function labelsOf(raw: Readonly<Record<string, unknown>>): Record<string, string> {
  const entries: [string, string][] = [];
  for (const [name, value] of Object.entries(raw).slice(0, labelCountMax)) {
    if (typeof value !== 'string') continue;
    entries.push([cleanText(name, lengths.labelName), cleanText(value, searchedLengthMax)]);
  }
  return Object.fromEntries(entries);
}

function invalid(reason: string): ParsedImageConfig {
  return { kind: 'invalid', reason };
}
