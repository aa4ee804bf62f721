// Platforms as people write them: `linux/amd64`, `linux/arm/v7`.
import type { Platform } from '../protocol/inventory.ts';

export function platformName({ os, architecture, variant }: Platform): string {
  return [os, architecture, ...(variant === undefined ? [] : [variant])].join('/');
}

/** `linux/arm64` is also what `linux/arm64/v8` is called, and `linux/arm` every variant of it. */
export function isPlatformNamed(platform: Platform, name: string): boolean {
  return [platformName(platform), `${platform.os}/${platform.architecture}`].includes(name);
}
