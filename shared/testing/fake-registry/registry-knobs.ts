// Everything about the fake registry that a test may turn, also while it runs. The defaults behave like a
// current, friendly registry; each knob is one way in which a real one has been seen to differ.

export interface BasicAuthentication {
  readonly kind: 'basic';
  readonly username: string;
  readonly password: string;
}

export interface BearerAuthentication {
  readonly kind: 'bearer';
  readonly username: string;
  readonly password: string;
  /** Pulls work without credentials, but still need a token. */
  readonly anonymousPull?: boolean;
  /** Absent: the registry's own `/token`. Any text is announced as it stands. */
  readonly realm?: string;
  readonly service?: string;
  /** `null` leaves the field out of the reply; absent: 300. */
  readonly expiresInSeconds?: number | null;
  /** Which field holds the token; `token-and-empty` sends an empty `access_token` beside it. Absent: both. */
  readonly tokenField?: 'both' | 'token' | 'access_token' | 'token-and-empty';
  /** The token service answers 200, but its tokens allow nothing. */
  readonly grantsNothing?: boolean;
  /** The status for wrong credentials at the token service; absent: 401. */
  readonly refusalStatus?: number;
  /** Accepted by POST with grant_type=refresh_token. */
  readonly refreshToken?: string;
  /** Whether the token service knows POST; absent: yes. */
  readonly acceptsPost?: boolean;
}

export type Authentication = { readonly kind: 'none' } | BasicAuthentication | BearerAuthentication;

export interface RegistryKnobs {
  authentication: Authentication;
  /** Replaces the whole value of WWW-Authenticate; an empty text leaves the header out. */
  challenge: string | undefined;
  /** `/v2/` answers 200 to everyone although the rest wants credentials. */
  openPing: boolean;
  /** `/v2/` answers this instead: 404 for what is no registry. */
  pingStatus: number | undefined;

  catalogRefusal: 401 | 403 | 404 | undefined;
  pullRefusal: 401 | 403 | undefined;
  /** Which requests `pullRefusal` hits. */
  pullRefusalFor: 'manifests-and-blobs' | 'blobs';
  /** Answers manifest requests with 412, as Harbor's block of vulnerable images. */
  policyRefusal: boolean;

  /** Knows the referrers API of OCI 1.1; off: 404, and clients look for the fallback tag. */
  referrers: boolean;

  /** Entries a page when the client names no `n`. */
  pageSize: number;
  /** A larger `n` is answered with 400 PAGINATION_NUMBER_INVALID. */
  pageSizeMax: number;
  /** Off: all tags at once, unsorted, `n` and `last` ignored, as in old servers. */
  tagsPaged: boolean;
  /** `"tags": null` for every repository. */
  tagsNull: boolean;
  linkForm:
    | 'relative'
    | 'absolute'
    | 'unencoded'
    | 'prefix-lost'
    | 'cross-origin'
    | 'loop'
    | 'none';
  /** The origin that `cross-origin` links name. */
  linkOrigin: string;
  /** This page (the first is 1) and later ones come without their Link. */
  linkDroppedFromPage: number | undefined;
  /** A request with `last` gets the first page again. */
  ignoresLast: boolean;

  /** Whether answers carry Docker-Content-Digest. */
  digestHeader: boolean;
  /** Manifests are answered as Docker schema 1. */
  schema1: boolean;
  /** 200 with the whole blob for a request with Range. */
  ignoresRange: boolean;
  /** Blobs are answered with a redirect to the address this returns. */
  blobRedirect: ((digest: string) => string) | undefined;
  blobRedirectStatus: 301 | 302 | 303 | 307 | 308;
  /** Bodies leave at this speed. */
  bytesPerSecond: number | undefined;
  /** Runs before every answer; the answer waits for it. */
  beforeReply:
    | ((request: { readonly method: string; readonly path: string }) => unknown)
    | undefined;
}

export function defaultKnobs(): RegistryKnobs {
  return {
    authentication: { kind: 'none' },
    challenge: undefined,
    openPing: false,
    pingStatus: undefined,
    catalogRefusal: undefined,
    pullRefusal: undefined,
    pullRefusalFor: 'manifests-and-blobs',
    policyRefusal: false,
    referrers: false,
    pageSize: 100,
    pageSizeMax: 1000,
    tagsPaged: true,
    tagsNull: false,
    linkForm: 'relative',
    linkOrigin: 'http://registry.invalid',
    linkDroppedFromPage: undefined,
    ignoresLast: false,
    digestHeader: true,
    schema1: false,
    ignoresRange: false,
    blobRedirect: undefined,
    blobRedirectStatus: 307,
    bytesPerSecond: undefined,
    beforeReply: undefined,
  };
}
