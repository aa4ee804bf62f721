// One request to a registry and its answer, as the pure rules see them. Who sends, retries, follows redirects and
// bounds the body is the transport's business.

export interface RegistryRequest {
  readonly method: 'GET' | 'HEAD' | 'POST';
  readonly url: string;
  /** Never a credential: that goes into `authorization`, which is dropped on the way to another origin. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly authorization?: string;
  /** A form, for token services. */
  readonly body?: string;
}

export type ResponseHeaders = Readonly<Record<string, string | readonly string[] | undefined>>;

export interface RegistryResponse {
  readonly status: number;
  /** Names in lowercase; a list where the header came in several lines. */
  readonly headers: ResponseHeaders;
  readonly body: Uint8Array;
  /** Where the answer came from, after redirects. */
  readonly url: string;
}

export type Send = (request: RegistryRequest) => Promise<RegistryResponse>;

export function headerLines(headers: ResponseHeaders, name: string): readonly string[] {
  const value = headers[name];
  if (value === undefined) return [];
  return typeof value === 'string' ? [value] : value;
}

/** The first line of a header. */
export function headerLine(headers: ResponseHeaders, name: string): string | undefined {
  return headerLines(headers, name)[0];
}
