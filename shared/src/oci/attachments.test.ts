import assert from 'node:assert/strict';
import { test } from 'node:test';
import { attachmentSubject, attestationSubject, isAttachmentTag } from './attachments.ts';

const hash = 'b'.repeat(64);

for (const { tag, want } of [
  { tag: `sha256-${hash}.sig`, want: true },
  { tag: `sha256-${hash}.att`, want: true },
  { tag: `sha256-${hash}.sbom`, want: true },
  { tag: `sha256-${hash}`, want: true },
  { tag: `sha512-${'c'.repeat(128)}.sig`, want: true },
  { tag: `sha256-${hash}.zip`, want: false },
  { tag: `sha256-${'b'.repeat(63)}.sig`, want: false },
  { tag: `v1-sha256-${hash}.sig`, want: false },
  { tag: 'latest', want: false },
]) {
  test(`${tag.slice(0, 12)}… of ${tag.length} characters ${want ? 'is' : 'is not'} an attachment`, () => {
    assert.equal(isAttachmentTag(tag), want);
  });
}

test('an attachment tag names the digest it belongs to', () => {
  assert.equal(attachmentSubject(`sha256-${hash}.sig`), `sha256:${hash}`);
  assert.equal(attachmentSubject('latest'), undefined);
});

test('an attestation member names the member it describes', () => {
  const member = {
    mediaType: 'application/vnd.oci.image.manifest.v1+json',
    digest: `sha256:${hash}`,
    sizeBytes: 1,
    annotations: {
      'vnd.docker.reference.type': 'attestation-manifest',
      'vnd.docker.reference.digest': `sha256:${'d'.repeat(64)}`,
    },
  };

  assert.equal(attestationSubject(member), `sha256:${'d'.repeat(64)}`);
  assert.equal(attestationSubject({ ...member, annotations: {} }), undefined);
});
