// A registry process for benches: serves one large image from an OCI layout, streamed from the file for each reader.
// Arguments: repository, tag, then the paths and digests of manifest, configuration and layer.
import { createReadStream, readFileSync, statSync } from 'node:fs';
import { startFakeRegistry } from '@harborguard/shared/testing/fake-registry/start-fake-registry.ts';

const [repository = '', tag = '', ...files] = process.argv.slice(2);
const [manifestDigest = '', manifestFile = '', configDigest = '', configFile = ''] = files;
const [, , , , layerDigest = '', layerFile = ''] = files;

const registry = await startFakeRegistry();
const { content } = registry;
content.putBlob(repository, configDigest, readFileSync(configFile));
content.putBlob(repository, layerDigest, {
  sizeBytes: statSync(layerFile).size,
  read: (start) => createReadStream(layerFile, { start, highWaterMark: 256 * 1024 }),
});
content.putManifest(repository, manifestDigest, {
  bytes: readFileSync(manifestFile),
  mediaType: 'application/vnd.oci.image.manifest.v1+json',
});
content.tag(repository, tag, manifestDigest);
process.stdout.write(`${registry.url}\n`);
