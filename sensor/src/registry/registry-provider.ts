// The contract every registry provider fulfils: probe, enumerate, resolve, read. The generic one speaks the OCI
// distribution API; vendors add faster enumeration behind the same five questions.
import type { ErrorCode } from '@harborguard/shared/errors/error-table.ts';
import type { Provider } from '@harborguard/shared/protocol/registry-target.ts';

export interface WaitOptions {
  readonly signal: AbortSignal;
}

/** What Test Connection says. A verdict is an answer, never an exception. */
export interface ProbeVerdict {
  readonly reachable: boolean;
  readonly authenticated: boolean;
  /** Of the `/v2/` round trip, or of the attempt that failed. */
  readonly latencyMs: number;
  readonly provider: Provider;
  /** Absent when all is well. */
  readonly code?: ErrorCode;
  /** Where the credential came from: `registries-file`, `docker-config`, `control-plane`, `anonymous` … */
  readonly credentialSource: string;
  /** Facts for the reader: the presented certificate chain, the realm, the status. Never a secret. */
  readonly details: Readonly<Record<string, string>>;
}

export interface ListOptions extends WaitOptions {
  /** Of an earlier page. */
  readonly cursor?: string;
  /**
   * What the filters of the connection include. Only a hint: registries without a list of everything read from it
   * whose repositories to ask for.
   */
  readonly include?: readonly string[];
}

export interface RepositoryPage {
  readonly repositories: readonly string[];
  /** Where to go on after this page; opaque, safe to persist. Absent on the last page. */
  readonly cursor?: string;
  /** What the sync should tell besides: VENDOR_API_REFUSED, CATALOG_RESTRICTED (the list is known to hide some) … */
  readonly conditions?: readonly ErrorCode[];
}

export interface ListedTag {
  readonly name: string;
  /** Where the provider lists digests with its tags; otherwise `resolve` finds it. */
  readonly digest?: string;
  readonly mediaType?: string;
  readonly sizeBytes?: number;
  /** When it was pushed, in milliseconds, where the provider's list says so. */
  readonly pushedAt?: number;
}

export interface ManifestDescriptor {
  readonly digest: string;
  readonly mediaType: string;
  readonly sizeBytes: number;
}

export interface ManifestContent extends ManifestDescriptor {
  /** Exactly as received; their digest has been verified. */
  readonly bytes: Uint8Array;
}

export interface RegistryProvider {
  readonly provider: Provider;

  /** Never throws but for an aborted signal. */
  probe(options: WaitOptions): Promise<ProbeVerdict>;

  /**
   * Which product it is, asked as a stranger and never with a credential; undefined when nothing tells. Absent where the
   * provider is known. Throws for an aborted signal only.
   */
  identify?(options: WaitOptions): Promise<Provider | undefined>;

  /**
   * All repositories, page by page, without duplicates. Ends normally only at the true end: throws
   * CATALOG_RESTRICTED when the registry refuses to list, CATALOG_TRUNCATED when the end was not reached.
   */
  repositories(options: ListOptions): AsyncIterable<RepositoryPage>;

  /** All tags of a repository, without duplicates; an unknown repository throws REPOSITORY_UNKNOWN. */
  tags(repository: string, options: WaitOptions): AsyncIterable<readonly ListedTag[]>;

  /** Tag or digest to descriptor at the cost of a HEAD; a GET where the digest header is missing. */
  resolve(repository: string, reference: string, options: WaitOptions): Promise<ManifestDescriptor>;

  /** A manifest or index, verified against its digest (the one asked for, or the one announced). */
  manifest(repository: string, reference: string, options: WaitOptions): Promise<ManifestContent>;

  /**
   * The bytes of a blob from its start to its end, going on by Range after a cut. The bytes are NOT verified:
   * the reader hashes them anyway. Throws BLOB_MISSING, PULL_DENIED, POLICY_REFUSED …
   */
  blob(repository: string, digest: string, options: WaitOptions): AsyncIterable<Uint8Array>;

  /**
   * The digests that name this one as their subject; undefined where the registry has no referrers API. Absent where
   * there is nothing to ask, as in an archive.
   */
  referrers?(
    repository: string,
    digest: string,
    options: WaitOptions,
  ): Promise<readonly string[] | undefined>;

  /** Frees connections. */
  close(): Promise<void>;
}
