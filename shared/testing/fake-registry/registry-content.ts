// What a fake registry holds. Blobs belong to repositories as in a real one: knowing a digest is not enough.
// Content may be made wrong on purpose; what the registry then says of it stays what it was asked for.
import assert from 'node:assert/strict';
import type { TestImage, TestIndex } from '../image/test-image.ts';
import { sha256Digest } from '../image/test-layer.ts';

export interface StoredManifest {
  readonly bytes: Uint8Array;
  readonly mediaType: string;
}

/** A blob too large to keep: made again for every reader. */
export interface LazyBlob {
  readonly sizeBytes: number;
  read(fromByte: number): AsyncIterable<Uint8Array>;
}

export type StoredBlob = Uint8Array | LazyBlob;

interface Repository {
  readonly manifests: Map<string, StoredManifest>;
  readonly tags: Map<string, string>;
  readonly blobs: Set<string>;
}

export class RegistryContent {
  readonly #repositories = new Map<string, Repository>();
  readonly #blobs = new Map<string, StoredBlob>();

  repositories(): readonly string[] {
    return [...this.#repositories.keys()].sort();
  }

  /** In the order they were pushed; absent for an unknown repository. */
  tags(repository: string): readonly string[] | undefined {
    const known = this.#repositories.get(repository);
    return known && [...known.tags.keys()];
  }

  /** `reference` is a tag or a digest. */
  manifest(
    repository: string,
    reference: string,
  ): (StoredManifest & { digest: string }) | undefined {
    const known = this.#repositories.get(repository);
    const digest = known?.tags.get(reference) ?? reference;
    const manifest = known?.manifests.get(digest);
    return manifest && { ...manifest, digest };
  }

  /** All manifests of a repository by their digests. */
  manifestsOf(repository: string): ReadonlyMap<string, StoredManifest> {
    return this.#repositories.get(repository)?.manifests ?? new Map();
  }

  blob(repository: string, digest: string): StoredBlob | undefined {
    return this.#repositories.get(repository)?.blobs.has(digest)
      ? this.#blobs.get(digest)
      : undefined;
  }

  /** Whoever holds the address of a blob in a storage gets it, whatever the repository. */
  blobAnywhere(digest: string): StoredBlob | undefined {
    return this.#blobs.get(digest);
  }

  /** Adds the content with all its members and layers; returns its digest. */
  push(content: TestImage | TestIndex, repository: string, ...tags: readonly string[]): string {
    if (content.kind === 'index') {
      for (const member of content.members) this.push(member, repository);
    } else {
      this.putBlob(repository, content.configDigest, content.config);
      for (const layer of content.layers) this.putBlob(repository, layer.digest, layer.bytes);
    }
    this.putManifest(repository, content.digest, {
      bytes: content.manifest,
      mediaType: content.mediaType,
    });
    for (const tag of tags) this.tag(repository, tag, content.digest);
    return content.digest;
  }

  putBlob(repository: string, digest: string, blob: StoredBlob): void {
    this.#blobs.set(digest, blob);
    this.#repository(repository).blobs.add(digest);
  }

  putManifest(repository: string, digest: string, manifest: StoredManifest): void {
    this.#repository(repository).manifests.set(digest, manifest);
  }

  tag(repository: string, tag: string, digest: string): void {
    this.#repository(repository).tags.set(tag, digest);
  }

  /** A repository without anything in it, as garbage collection leaves behind. */
  addRepository(repository: string): void {
    this.#repository(repository);
  }

  removeTag(repository: string, tag: string): void {
    this.#repositories.get(repository)?.tags.delete(tag);
  }

  removeRepository(repository: string): void {
    this.#repositories.delete(repository);
  }

  /** The manifest goes on naming it. */
  removeBlob(digest: string): void {
    this.#blobs.delete(digest);
  }

  /** One bit of it is wrong from now on; the length stays. */
  corruptBlob(digest: string): void {
    const blob = this.#blobs.get(digest);
    assert.ok(blob instanceof Uint8Array, 'only a blob kept in memory can be corrupted');
    this.#blobs.set(digest, withOneBitFlipped(blob));
  }

  corruptManifest(repository: string, digest: string): void {
    const manifest = this.#repositories.get(repository)?.manifests.get(digest);
    assert.ok(manifest, 'there is no such manifest');
    const bytes = Buffer.concat([manifest.bytes, Buffer.from('\n')]);
    this.putManifest(repository, digest, { ...manifest, bytes });
  }

  #repository(name: string): Repository {
    const known = this.#repositories.get(name);
    if (known) return known;
    const fresh: Repository = { manifests: new Map(), tags: new Map(), blobs: new Set() };
    this.#repositories.set(name, fresh);
    return fresh;
  }
}

export function digestMatches(bytes: Uint8Array, digest: string): boolean {
  return sha256Digest(bytes) === digest;
}

export function blobSize(blob: StoredBlob): number {
  return blob instanceof Uint8Array ? blob.length : blob.sizeBytes;
}

function withOneBitFlipped(bytes: Uint8Array): Uint8Array {
  const copy = Uint8Array.from(bytes);
  const middle = copy.length >> 1;
  copy[middle] = (copy[middle] ?? 0) ^ 1;
  return copy;
}
