// Progress of a scan on a terminal; silent elsewhere, where it would only fill a log.
import type { ScanProgress } from '../scan/scan-progress.ts';

interface Output {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

const mebibyte = 1024 * 1024;
const barLength = 24;
const columnsDefault = 80;
const erase = '\r\u001b[2K';

export function createScanProgress(output: Output) {
  if (output.isTTY !== true) return { update: () => undefined, clear: () => undefined };
  return {
    update: (progress: ScanProgress) => {
      // A line that wraps could not be erased; some terminals wrap when the last column is written.
      const length = (output.columns ?? columnsDefault) - 1;
      output.write(`${erase}${lineOf(progress).slice(0, Math.max(length, 0))}`);
    },
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
