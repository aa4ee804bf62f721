// An image's configuration, as far as rules and people ask for it. Fields of no interest (command, environment) are
// not read: an environment often holds secrets.
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
/** The lengths that an inventory carries (protocol/inventory.ts). */
const lengths = { createdBy: 8192, labelName: 512, labelValue: 8192, user: 256, short: 64 };
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
  readonly facts: ImageFacts;
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
      createdBy: cleanText(step.created_by ?? '', lengths.createdBy),
      emptyLayer: step.empty_layer ?? false,
    })),
    facts: factsOf(json.value),
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
  };
}

function labelsOf(raw: Readonly<Record<string, unknown>>): Record<string, string> {
  const entries: [string, string][] = [];
  for (const [name, value] of Object.entries(raw).slice(0, labelCountMax)) {
    if (typeof value !== 'string') continue;
    entries.push([cleanText(name, lengths.labelName), cleanText(value, lengths.labelValue)]);
  }
  return Object.fromEntries(entries);
}

function invalid(reason: string): ParsedImageConfig {
  return { kind: 'invalid', reason };
}
