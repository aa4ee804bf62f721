// One repository of a sync: list its tags, keep what the filters keep, resolve digests, report in batches.
import type { ErrorCode } from '@harborguard/shared/errors/error-table.ts';
import { isHarborError } from '@harborguard/shared/errors/harbor-error.ts';
import { attachmentSubject, isAttachmentTag } from '@harborguard/shared/oci/attachments.ts';
import { parseDigest } from '@harborguard/shared/oci/parse-digest.ts';
import type { SyncPayload } from '@harborguard/shared/protocol/jobs.ts';
import { type TagsSeen, tagsPerMessageMax } from '@harborguard/shared/protocol/log-messages.ts';
import { keptTags, undatedTags } from '@harborguard/shared/registry/kept-tags.ts';
import type { ListedTag } from '../registry/registry-provider.ts';
import { forEachConcurrently } from './for-each-concurrently.ts';
import type { JobContext } from './job-context.ts';

export interface RepositoryOutcome {
  readonly tags: number;
  readonly filteredTags: number;
  readonly digests: number;
  /** What is true besides; it does not make the repository unknown. */
  readonly conditions: readonly ErrorCode[];
  /** Why the repository is not known in full; then nothing of it is removed. */
  readonly code?: ErrorCode;
}

type SeenTag = TagsSeen['tags'][number];

/** Tags resolved at once in one repository. */
const parallelTags = 4;

/** Codes that speak of the registry and not of one repository: the sync as a whole ends with them. */
const registryWideCodes: ReadonlySet<ErrorCode> = new Set([
  'REGISTRY_AUTHENTICATION_FAILED',
  'TLS_UNTRUSTED',
  'TLS_EXPIRED',
  'TLS_NAME_MISMATCH',
  'TLS_CLIENT_CERTIFICATE_REFUSED',
  'REALM_REFUSED',
  'ADDRESS_REFUSED',
  'CANCELLED',
]);

export async function syncRepository(
  repository: string,
  payload: SyncPayload,
  context: JobContext,
): Promise<RepositoryOutcome> {
  const walk = new RepositoryWalk(repository, payload, context);
  try {
    const pages = context.provider.tags(repository, { signal: context.signal });
    for await (const page of pages) await walk.take(page);
    await walk.takeNewest();
  } catch (error) {
    context.signal.throwIfAborted();
    // An empty or just deleted repository: it has no tags, which is knowledge, not a failure.
    if (!isHarborError(error) || registryWideCodes.has(error.code)) throw error;
    if (error.code !== 'REPOSITORY_UNKNOWN') walk.fail(error.code);
  }
  return walk.end();
}

class RepositoryWalk {
  readonly #repository: string;
  readonly #payload: SyncPayload;
  readonly #context: JobContext;
  readonly #digests = new Set<string>();
  /** Held back until all names are known, where only the newest count. */
  #candidates: readonly ListedTag[] = [];
  #batch: SeenTag[] = [];
  #tags = 0;
  #filtered = 0;
  #code: ErrorCode | undefined;
  #hasUnknownAges = false;

  constructor(repository: string, payload: SyncPayload, context: JobContext) {
    this.#repository = repository;
    this.#payload = payload;
    this.#context = context;
  }

  async take(page: readonly ListedTag[]): Promise<void> {
    const images = page.filter((tag) => !isAttachmentTag(tag.name));
    const candidates = [...this.#candidates, ...images];
    const kept = this.#kept(candidates);
    this.#filtered += candidates.length - kept.length;
    // What hangs on images is reported whatever the filters say of tags: they were written for versions.
    const attachments = page.filter((tag) => attachmentSubject(tag.name) !== undefined);
    if (this.#payload.filters.newestTags === undefined) {
      await this.#see([...kept, ...attachments]);
      return;
    }
    this.#candidates = kept;
    await this.#see(attachments);
  }

  /** What has no known time stays, and the sync says so. */
  #kept(tags: readonly ListedTag[]): readonly ListedTag[] {
    const { filters } = this.#payload;
    const now = this.#context.clock.now();
    const kept = keptTags(filters, tags, now);
    if (undatedTags(filters, kept, now).length > 0) this.#hasUnknownAges = true;
    return kept;
  }

  async #see(tags: readonly ListedTag[]): Promise<void> {
    await forEachConcurrently(tags, parallelTags, async (tag) => {
      const seen = await this.#resolve(tag);
      if (seen === undefined) return;
      if (!isAttachmentTag(tag.name)) {
        this.#tags += 1;
        this.#digests.add(seen.digest);
      }
      this.#batch.push(seen);
      if (this.#batch.length >= tagsPerMessageMax) await this.#flush();
    });
  }

  async takeNewest(): Promise<void> {
    await this.#see(this.#candidates);
  }

  fail(code: ErrorCode): void {
    this.#code ??= code;
  }

  async end(): Promise<RepositoryOutcome> {
    await this.#flush();
    return {
      tags: this.#tags,
      filteredTags: this.#filtered,
      digests: this.#digests.size,
      conditions: this.#hasUnknownAges ? ['TAG_AGE_UNKNOWN'] : [],
      ...(this.#code === undefined ? {} : { code: this.#code }),
    };
  }

  async #resolve(tag: ListedTag): Promise<SeenTag | undefined> {
    const { name, digest, mediaType, sizeBytes, pushedAt } = tag;
    const pushed = pushedAt === undefined ? {} : { pushedAt: Math.round(pushedAt) };
    if (digest !== undefined && parseDigest(digest).kind === 'digest') {
      return {
        ...{ name, digest },
        ...(mediaType === undefined ? {} : { mediaType }),
        ...(sizeBytes === undefined ? {} : { sizeBytes }),
        ...pushed,
      };
    }
    try {
      const { signal } = this.#context;
      return {
        name,
        ...(await this.#context.provider.resolve(this.#repository, name, { signal })),
        ...pushed,
      };
    } catch (error) {
      return this.#unresolved(error);
    }
  }

  /** A tag deleted since it was listed is gone; any other failure keeps what is known of the repository. */
  #unresolved(error: unknown): undefined {
    this.#context.signal.throwIfAborted();
    if (!isHarborError(error) || registryWideCodes.has(error.code)) throw error;
    if (error.code !== 'MANIFEST_UNKNOWN') this.fail(error.code);
    return undefined;
  }

  async #flush(): Promise<void> {
    const tags = this.#batch;
    if (tags.length === 0) return;
    this.#batch = [];
    await this.#context.report({
      type: 'tags.seen',
      ...this.#context.job,
      registryId: this.#payload.registry.registryId,
      repository: this.#repository,
      tags,
    });
  }
}
