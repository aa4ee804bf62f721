// The member BuildKit adds to an index: a manifest whose one layer is an in-toto statement, not an archive.
import { makeImage, type TestImage } from './test-image.ts';
import { sha256Digest } from './test-layer.ts';

const statementMediaType = 'application/vnd.in-toto+json';

export function attestationImage(subject: TestImage): TestImage {
  const statement = Buffer.from(
    JSON.stringify({
      _type: 'https://in-toto.io/Statement/v0.1',
      predicateType: 'https://slsa.dev/provenance/v0.2',
      subject: [{ name: 'image', digest: { sha256: subject.digest.slice('sha256:'.length) } }],
      predicate: { builder: { id: '' }, buildType: 'https://mobyproject.org/buildkit@v1' },
    }),
  );
  const digest = sha256Digest(statement);
  const image = makeImage({
    layers: [{ bytes: statement, digest, diffId: digest, compression: 'none' }],
    platform: { os: 'unknown', architecture: 'unknown' },
    history: [],
  });
  return withLayerMediaType(image, statementMediaType);
}

function withLayerMediaType(image: TestImage, mediaType: string): TestImage {
  const document = JSON.parse(Buffer.from(image.manifest).toString('utf8'));
  document.layers[0].mediaType = mediaType;
  document.layers[0].annotations = {
    'in-toto.io/predicate-type': 'https://slsa.dev/provenance/v0.2',
  };
  const manifest = Buffer.from(JSON.stringify(document, null, 2));
  return { ...image, manifest, digest: sha256Digest(manifest) };
}
