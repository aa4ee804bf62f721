// What the images a tag shows now make of its exposures. Nothing is resolved for want of knowledge: while an image is
// not matched, or its packages have no advisories, what was open stays open.
import type { ResolvedReason } from './finding-queries.ts';
import type {
  ExposedMatch,
  ExposureChange,
  ExposureKey,
  ExposureState,
  InstalledPackage,
  OpenExposure,
  ShownImage,
} from './finding-store.ts';
import { platformKey } from './platform-key.ts';

/** The images of a tag for one platform; nearly always one. */
interface PlatformImages {
  readonly platform: string;
  readonly images: readonly ShownImage[];
}

export type WantedExposure = ExposureKey & ExposureState;

export interface ExposureChanges {
  readonly opened: readonly WantedExposure[];
  readonly changed: readonly ExposureChange[];
  /** Open, and not to be seen on the images of its platform. */
  readonly vanished: readonly OpenExposure[];
  /** Open on a platform that the tag no longer has. */
  readonly placeless: readonly OpenExposure[];
}

/** Platforms of which every image is matched; only there anything changes. */
function decidedPlatforms(shown: readonly ShownImage[]): readonly PlatformImages[] {
  const groups = Map.groupBy(shown, (image) => platformKey(image) ?? '');
  return [...groups]
    .filter(([, images]) => images.every((image) => image.matched))
    .map(([platform, images]) => ({ platform, images }));
}

export function exposureChanges(
  open: readonly OpenExposure[],
  shown: readonly ShownImage[],
  matchesOf: (imageId: number) => readonly ExposedMatch[],
): ExposureChanges {
  const decided = decidedPlatforms(shown);
  const openByKey = new Map(open.map((exposure) => [exposureKey(exposure), exposure]));
  const wanted = new Map<string, WantedExposure>();
  for (const one of decided) {
    for (const exposure of wantedOn(one, matchesOf)) add(wanted, exposure, openByKey);
  }
  const platforms = new Set(decided.map(({ platform }) => platform));
  const missing = open.filter((exposure) => !wanted.has(exposureKey(exposure)));
  const allMatched = shown.every((image) => image.matched);
  return {
    opened: [...wanted].filter(([key]) => !openByKey.has(key)).map(([, exposure]) => exposure),
    ...stillOpen(openByKey, wanted),
    vanished: missing.filter(({ platform }) => platforms.has(platform)),
    placeless: allMatched ? missing.filter(({ platform }) => !platforms.has(platform)) : [],
  };
}

/** Undefined when it cannot be known whether the finding still applies. */
export function vanishedReason(
  exposure: OpenExposure,
  installed: readonly InstalledPackage[],
  uncoveredTypes: readonly string[],
): ResolvedReason | undefined {
  const same = installed.filter(
    ({ type, name }) => type === exposure.packageType && name === exposure.packageName,
  );
  if (same.length === 0) return 'package gone';
  if (uncoveredTypes.includes(exposure.packageType)) return undefined;
  const isThere = same.some(({ version }) => version === exposure.packageVersion);
  return isThere ? 'advisory withdrawn' : 'upgraded';
}

export function exposureKey(key: ExposureKey): string {
  return JSON.stringify([key.platform, key.packageType, key.packageName, key.advisoryId]);
}

function wantedOn(
  { platform, images }: PlatformImages,
  matchesOf: (imageId: number) => readonly ExposedMatch[],
): readonly WantedExposure[] {
  return images.flatMap(({ imageId }) =>
    matchesOf(imageId).map((match) => ({ ...match, platform, imageId })),
  );
}

/** Of several affected versions of a package one stands for all: the one already shown, else the first by name. */
function add(
  wanted: Map<string, WantedExposure>,
  exposure: WantedExposure,
  openByKey: ReadonlyMap<string, OpenExposure>,
): void {
  const key = exposureKey(exposure);
  const rival = wanted.get(key);
  const shownVersion = openByKey.get(key)?.packageVersion;
  if (rival === undefined || precedes(exposure, rival, shownVersion)) wanted.set(key, exposure);
}

function precedes(a: WantedExposure, b: WantedExposure, shownVersion: string | undefined): boolean {
  if (a.packageVersion === b.packageVersion) return false;
  if (b.packageVersion === shownVersion) return false;
  return a.packageVersion === shownVersion || a.packageVersion < b.packageVersion;
}

function stillOpen(
  openByKey: ReadonlyMap<string, OpenExposure>,
  wanted: ReadonlyMap<string, WantedExposure>,
): Pick<ExposureChanges, 'changed'> {
  const changed: ExposureChange[] = [];
  for (const [key, exposure] of openByKey) {
    const state = wanted.get(key);
    if (state !== undefined && differs(exposure, state)) changed.push({ id: exposure.id, state });
  }
  return { changed };
}

function differs(a: ExposureState, b: ExposureState): boolean {
  return (
    a.imageId !== b.imageId ||
    a.packageVersion !== b.packageVersion ||
    a.severity !== b.severity ||
    a.fixedIn !== b.fixedIn
  );
}
