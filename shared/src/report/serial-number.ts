// A UUID for a document that follows from what it is about: the same image, time and advisories give the same one, so
// that writing a report again changes no byte of it.
import type { ImageReport, ScanReport } from './scan-report.ts';

export function serialNumber(
  { createdAtMs, toolVersion, advisories }: ScanReport,
  { name, inventory }: ImageReport,
): string {
  const facts = [inventory.imageDigest, inventory.analyzerVersion, name, createdAtMs, toolVersion];
  const text = JSON.stringify([...facts, advisories?.builtAtMs ?? null]);
  const hex = [0, 1, 2, 3].map((seed) => hash32(text, seed).toString(16).padStart(8, '0')).join('');
  // Version 8 is the one for which everybody makes the bits as they like. RFC 9562, section 5.8.
  const variant = ((Number.parseInt(hex.charAt(16), 16) & 0x3) | 0x8).toString(16);
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    `${variant}${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join('-');
}

/** FNV-1a with a final mix; it tells documents apart and protects nothing. */
function hash32(text: string, seed: number): number {
  let hash = 0x811c9dc5 ^ Math.imul(seed, 0x9e3779b1);
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
