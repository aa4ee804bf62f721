// What every error code of the table says of itself.

export interface ErrorRow {
  /** What happened, one sentence, no jargon. */
  readonly meaning: string;
  /** Whether the same request may succeed later without anybody changing anything. */
  readonly retryable: boolean;
  /** The status of the API's answer when this code leaves through HTTP. */
  readonly httpStatus: number;
  /** The first thing an operator should look at. */
  readonly firstCheck: string;
}
