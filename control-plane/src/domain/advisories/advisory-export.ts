// The advisories in use as one file that others may fetch.

export interface ExportedAdvisories {
  readonly bytes: number;
  /** Quoted, as HTTP writes it; from the hash of what is inside. */
  readonly etag: string;
  read(from: number): Promise<AsyncIterable<Uint8Array>>;
}

export interface AdvisoryExport {
  /** Undefined while there are no advisories. */
  open(): Promise<ExportedAdvisories | undefined>;
  close(): Promise<void>;
}
