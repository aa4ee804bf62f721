// How the three backends of the rpm database hand over the headers they hold. It knows neither the backends nor what
// a header says.

export type RpmRecordsReading =
  /** `damaged` counts records that are there but could not be put together. */
  | { readonly kind: 'read'; readonly damaged: number }
  | { readonly kind: 'invalid'; readonly reason: string };

/** Hands each header to `receive`; the buffer is only valid during the call. */
export type ReadRpmRecords = (
  database: Buffer,
  receive: (header: Buffer) => void,
) => RpmRecordsReading;

/** Twice a whole Fedora repository; no system has that many packages installed. */
export const recordsMax = 150_000;
