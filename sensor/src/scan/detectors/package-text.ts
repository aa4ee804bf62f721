// Texts from package databases: kept whole or not at all, because a name cut short would be another package.

const lengths = { name: 512, version: 256, license: 256, architecture: 64 } as const;

/** The text when it may stand in an inventory: not empty, no white space or control characters, not too long. */
export function packageText(value: unknown, kind: 'name' | 'version' | 'architecture') {
  if (typeof value !== 'string' || value === '' || value.length > lengths[kind]) return undefined;
  return /[\s\p{Cc}]/u.test(value) || !value.isWellFormed() ? undefined : value;
}

/** Licences are for people; what does not fit is left out. */
export function licenseTexts(values: readonly unknown[]): readonly string[] {
  return values
    .filter((value) => typeof value === 'string')
    .map((value) => value.trim())
    .filter((value) => value !== '' && value.length <= lengths.license && value.isWellFormed())
    .slice(0, 64);
}
