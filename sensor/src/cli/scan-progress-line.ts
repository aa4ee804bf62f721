// Progress of a scan on a terminal; silent elsewhere, where it would only fill a log.
import type { ScanProgress } from '../scan/scan-progress.ts';

interface Output {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

const mebibyte = 1024 * 1024;
const barLength = 24;
const erase = '\r\u001b[2K';

export function createScanProgress(output: Output) {
  if (output.isTTY !== true) return { update: () => undefined, clear: () => undefined };
  return {
    update: (progress: ScanProgress) => output.write(`${erase}${lineOf(progress)}`),
    clear: () => output.write(erase),
  };
}

function lineOf({ layersDone, layersTotal, bytesDone, bytesTotal }: ScanProgress): string {
  const share = bytesTotal === 0 ? 1 : Math.min(1, bytesDone / bytesTotal);
  const filled = Math.round(share * barLength);
  const bar = '█'.repeat(filled) + '░'.repeat(barLength - filled);
  const amount = `${(bytesDone / mebibyte).toFixed(1)} of ${(bytesTotal / mebibyte).toFixed(1)} MiB`;
  return `${bar} ${layersDone}/${layersTotal} layers, ${amount}`;
}
