// A platform as one word, the same for an image whether a tag shows it directly or through an index.

export interface PlatformParts {
  readonly os?: string;
  readonly architecture?: string;
  readonly variant?: string;
}

/** `linux/amd64`, `linux/arm/v7`. Every arm64 is v8, so builders write it or leave it out as they like. */
export function platformKey({ os, architecture, variant }: PlatformParts): string | undefined {
  if (!os || !architecture) return undefined;
  const base = `${os}/${architecture}`;
  const isImplied = !variant || (architecture === 'arm64' && variant === 'v8');
  return isImplied ? base : `${base}/${variant}`;
}
