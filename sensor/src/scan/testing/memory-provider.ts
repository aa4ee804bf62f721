// A registry provider whose content is in memory, for tests of scans. It verifies nothing, as blobs of real ones are
// not, and can be made to fail, to stop in the middle or to serve other bytes than asked for.
import { HarborError } from '@harborguard/shared/errors/harbor-error.ts';
import type { TestImage, TestIndex } from '@harborguard/shared/testing/image/test-image.ts';
import type { ManifestContent, RegistryProvider } from '../../registry/registry-provider.ts';

export interface MemoryProviderOptions {
  readonly chunkBytes?: number;
  /** Called before every manifest and blob request and every chunk; what it throws is the answer. */
  readonly onCall?: (call: string) => void | Promise<void>;
}

export class MemoryProvider implements RegistryProvider {
  readonly provider = 'CUSTOM';
  readonly blobs = new Map<string, Uint8Array>();
  readonly manifests = new Map<string, ManifestContent>();
  /** Digests in the order they were asked for. */
  readonly blobRequests: string[] = [];
  readonly #chunkBytes: number;
  readonly #onCall: (call: string) => void | Promise<void>;

  constructor(options: MemoryProviderOptions = {}) {
    this.#chunkBytes = options.chunkBytes ?? 64 * 1024;
    this.#onCall = options.onCall ?? (() => {});
  }

  add(image: TestImage | TestIndex): void {
    this.addManifest(image.digest, image.mediaType, image.manifest);
    if (image.kind === 'index') {
      for (const member of image.members) this.add(member);
      return;
    }
    this.blobs.set(image.configDigest, image.config);
    for (const layer of image.layers) this.blobs.set(layer.digest, layer.bytes);
  }

  addManifest(digest: string, mediaType: string, bytes: Uint8Array): void {
    this.manifests.set(digest, { digest, mediaType, bytes, sizeBytes: bytes.length });
  }

  async manifest(_repository: string, reference: string): Promise<ManifestContent> {
    await this.#onCall(`manifest ${reference}`);
    const found = this.manifests.get(reference);
    if (found === undefined) throw new HarborError('MANIFEST_UNKNOWN', { details: { reference } });
    return found;
  }

  async *blob(_repository: string, digest: string): AsyncGenerator<Uint8Array> {
    this.blobRequests.push(digest);
    await this.#onCall(`blob ${digest}`);
    const bytes = this.blobs.get(digest);
    if (bytes === undefined) throw new HarborError('BLOB_MISSING', { details: { digest } });
    for (let offset = 0; offset < bytes.length; offset += this.#chunkBytes) {
      await this.#onCall(`chunk ${digest}`);
      yield bytes.subarray(offset, offset + this.#chunkBytes);
    }
  }

  probe(): Promise<never> {
    return Promise.reject(new Error('scans do not probe'));
  }

  resolve(): Promise<never> {
    return Promise.reject(new Error('scans do not resolve'));
  }

  repositories(): AsyncIterable<never> {
    throw new Error('scans do not enumerate');
  }

  tags(): AsyncIterable<never> {
    throw new Error('scans do not enumerate');
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}
