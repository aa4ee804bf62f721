// How much of an image a scan is willing to read. What lies beyond a limit is named in the inventory, never guessed.

const mebibyte = 1024 * 1024;
const gibibyte = 1024 * mebibyte;

export interface ScanLimits {
  readonly layers: number;
  readonly compressedLayerBytes: number;
  readonly uncompressedLayerBytes: number;
  readonly compressionRatio: number;
  readonly compressionRatioFloorBytes: number;
  readonly entriesPerLayer: number;
  readonly pathCharacters: number;
  readonly findingsPerLayer: number;
  readonly layerMs: number;
}

export const defaultScanLimits: ScanLimits = {
  // Runtimes stop at 127 or 500 layers, so what lies beyond could not run either; the inventory holds 1024.
  layers: 500,
  // The largest layers in use (model weights) are some tens of GiB.
  compressedLayerBytes: 32 * gibibyte,
  uncompressedLayerBytes: 64 * gibibyte,
  // Real layers stay below 60 to 1. The floor lets a layer with one large empty file through.
  compressionRatio: 200,
  compressionRatioFloorBytes: gibibyte,
  // A full desktop distribution has about half a million files; each costs six bytes of memory here.
  entriesPerLayer: 1_000_000,
  // PATH_MAX of Linux, and what the inventory holds.
  pathCharacters: 4096,
  // Ten times the largest node_modules seen; each holds a few hundred bytes.
  findingsPerLayer: 100_000,
  // 32 GiB at 20 MiB a second.
  layerMs: 30 * 60 * 1000,
};
