// The port to a scanner that is not ours: given an image as an OCI layout folder, it says what it finds.
import type {
  ExternalFinding,
  ExternalScannerName,
} from '@harborguard/shared/protocol/external-report.ts';

export interface LayoutOnDisk {
  readonly folder: string;
  /** For what the program writes besides; removed with the layout. */
  readonly temporaryFolder: string;
}

export type ScannerOutcome =
  | { readonly kind: 'reported'; readonly findings: readonly ExternalFinding[] }
  /** No fault: it is simply not there. */
  | { readonly kind: 'not-installed' }
  | { readonly kind: 'timed-out' }
  | { readonly kind: 'failed' }
  | { readonly kind: 'output-invalid' };

export interface ExternalScanner {
  readonly name: ExternalScannerName;
  /** Asked before an image is written to disk. */
  isInstalled(): Promise<boolean>;
  /** Throws only for an aborted signal. */
  scan(layout: LayoutOnDisk, signal: AbortSignal): Promise<ScannerOutcome>;
}
