// An inventory as it lies in the database: JSON under zstd.
import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import type { Inventory } from '@harborguard/shared/protocol/inventory.ts';
import { bodyBytesMax } from '@harborguard/shared/protocol/link-limits.ts';

/** Fast, and within a tenth of what the slow levels reach on lists of packages. */
const compressionLevel = 3;

export function encodeInventory(inventory: Inventory): { body: Uint8Array; bytes: number } {
  const json = Buffer.from(JSON.stringify(inventory));
  const params = { [constants.ZSTD_c_compressionLevel]: compressionLevel };
  return { body: zstdCompressSync(json, { params }), bytes: json.byteLength };
}

export function decodeInventory(body: Uint8Array): Inventory {
  // No body larger than this ever came over the link.
  const json = zstdDecompressSync(body, { maxOutputLength: bodyBytesMax });
  return JSON.parse(json.toString()) as Inventory;
}
