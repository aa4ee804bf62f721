// Limits on what an advisory source may make the importer read. They bound memory and disk, not usefulness: real
// sources stay an order of magnitude below.

/** One record. The largest real ones, updates of a whole distro release, stay below 8 MiB. */
export const recordBytesMax = 16 * 1024 * 1024;

/** All records, uncompressed. The complete public bucket holds some 10 GiB. */
export const totalBytesMax = 64 * 1024 ** 3;

/** All records. The complete public bucket holds well under one million. */
export const recordsMax = 5_000_000;

/** One archive or prebuilt file, as downloaded or unpacked from another archive. */
export const archiveBytesMax = 8 * 1024 ** 3;

/** JSON compresses to a tenth; only an archive made to exhaust its readers reaches this. */
export const compressionRatioMax = 200;

/** Below this size any ratio is harmless. */
export const ratioExemptBytes = 1024 * 1024;

/** A bucket holds an archive for each ecosystem; nothing nests deeper. */
export const archiveDepthMax = 2;

/** Bucket, ecosystem, record, and one to spare. */
export const folderDepthMax = 4;

/** The list of ecosystems is a few hundred short lines. */
export const ecosystemListBytesMax = 1024 * 1024;

/** Clocks differ a little; what is dated further ahead must not make old advisories or feeds look fresh. */
export const futureToleranceMs = 24 * 60 * 60 * 1000;
