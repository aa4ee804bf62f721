import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isHarborError } from '@harborguard/shared/errors/harbor-error.ts';
import type { ImageAttachments } from '@harborguard/shared/protocol/log-messages.ts';
import { makeIndex } from '@harborguard/shared/testing/image/test-image.ts';
import { randomImage } from '@harborguard/shared/testing/random-image.ts';
import { SeededRandom } from '@harborguard/shared/testing/seeded-random.ts';
import { makeArtifact } from '@harborguard/shared/testing/signatures/artifact-image.ts';
import {
  attachmentTag,
  attestationLayer,
  bundleType,
  cosignBundle,
  cosignSignature,
  keyBundle,
  makeSigningKey,
  statementOf,
} from '@harborguard/shared/testing/signatures/signing-kit.ts';
import { runScan, type Scan } from './run-scan.ts';
import { type JobRig, jobRig } from './testing/job-rig.ts';

const key = makeSigningKey();
const repository = 'shop/web';

async function readTag(rig: JobRig, tag: string, reference: string): Promise<ImageAttachments> {
  const noScan: Scan = () => assert.fail('no image is scanned');
  const payload = { kind: 'scan', registry: rig.target, repository, reference } as const;
  await runScan({ ...payload, attachmentTag: tag }, rig.context, noScan);
  return lastAttachments(rig);
}

async function scanned(rig: JobRig, digest: string): Promise<readonly ImageAttachments[]> {
  const scan: Scan = () =>
    Promise.resolve({ kind: 'index', digest, mediaType: 'index', members: [] });
  const payload = { kind: 'scan', registry: rig.target, repository, reference: digest } as const;
  await runScan(payload, rig.context, scan);
  return rig.reports.filter((message) => message.type === 'image.attachments');
}

function lastAttachments(rig: JobRig): ImageAttachments {
  const message = rig.reports.at(-1);
  assert.ok(message?.type === 'image.attachments');
  return message;
}

test('a cosign signature is reported with its payload, under the image it speaks of', async (t) => {
  const rig = await jobRig(t);
  const subject = await rig.push(repository, ['1.0']);
  const tag = attachmentTag(subject, 'sig');
  const signature = cosignSignature(key, subject);
  rig.registry.push(signature, repository, tag);

  const message = await readTag(rig, tag, signature.digest);

  assert.deepEqual([message.subject, message.tag], [subject, tag]);
  const [found] = message.attachments;
  assert.deepEqual([found?.kind, found?.digest], ['signature', signature.digest]);
  const [material] = found?.signatures ?? [];
  assert.ok(material?.format === 'simple-signing');
  assert.ok(Buffer.from(material.payload, 'base64').toString().includes(subject));
});

test('an attestation is reported with the type of its predicate, an SBOM by its type alone', async (t) => {
  const rig = await jobRig(t);
  const subject = await rig.push(repository, ['1.0']);
  const attestation = makeArtifact({ layers: [attestationLayer(key, { digest: subject })] });
  const sbom = makeArtifact({
    layers: [{ mediaType: 'application/spdx+json', bytes: Buffer.from('{"spdxVersion":"2.3"}') }],
  });
  rig.registry.push(attestation, repository, attachmentTag(subject, 'att'));
  rig.registry.push(sbom, repository, attachmentTag(subject, 'sbom'));

  const [first] = (await readTag(rig, attachmentTag(subject, 'att'), attestation.digest))
    .attachments;
  const [second] = (await readTag(rig, attachmentTag(subject, 'sbom'), sbom.digest)).attachments;

  assert.deepEqual(
    [first?.kind, first?.predicateTypes],
    ['attestation', ['https://slsa.dev/provenance/v1']],
  );
  assert.deepEqual([second?.kind, second?.signatures], ['sbom', []]);
});

test('referrers are read after a scan, and by the fallback tag where there is no such API', async (t) => {
  const rig = await jobRig(t);
  const image = await randomImage(new SeededRandom(3));
  rig.registry.push(image, repository, '1.0');
  const bundle = cosignBundle(key, image);
  rig.registry.push(bundle, repository);

  assert.deepEqual(await scanned(rig, image.digest), []);
  const index = makeIndex([bundle]);
  rig.registry.push(index, repository, attachmentTag(image.digest));
  const byTag = await readTag(rig, attachmentTag(image.digest), index.digest);
  rig.registry.knobs.referrers = true;
  rig.reports.length = 0;
  const [byApi] = await scanned({ ...rig, context: rig.again() }, image.digest);

  assert.equal(byTag.attachments[0]?.kind, 'signature');
  assert.deepEqual(byApi?.attachments, byTag.attachments);
  assert.deepEqual([byApi?.subject, byApi?.tag], [image.digest, undefined]);
});

test('a signed provenance that calls itself the signature of the image is an attestation', async (t) => {
  const rig = await jobRig(t);
  const subject = await rig.push(repository, ['1.0']);
  const bundle = keyBundle(key, statementOf({ digest: subject }));
  const dressedUp = makeArtifact({
    layers: [{ mediaType: bundleType, bytes: Buffer.from(JSON.stringify(bundle)) }],
    annotations: { 'dev.sigstore.bundle.predicateType': 'https://sigstore.dev/cosign/sign/v1' },
  });
  rig.registry.push(dressedUp, repository, attachmentTag(subject, 'sig'));

  const message = await readTag(rig, attachmentTag(subject, 'sig'), dressedUp.digest);

  assert.equal(message.attachments[0]?.kind, 'attestation');
});

test('what is too large, damaged or of no form is listed with its reason', async (t) => {
  const rig = await jobRig(t);
  const subject = await rig.push(repository, ['1.0']);
  const tag = attachmentTag(subject, 'sig');
  const mediaType = 'application/vnd.dev.cosign.simplesigning.v1+json';
  const large = makeArtifact({ layers: [{ mediaType, bytes: Buffer.alloc(1024 * 1024 + 1) }] });
  const unsigned = makeArtifact({ layers: [{ mediaType, bytes: Buffer.from('{}') }] });
  const notation = makeArtifact({
    artifactType: 'application/vnd.cncf.notary.signature',
    layers: [{ mediaType: 'application/jose+json', bytes: Buffer.from('{}') }],
  });
  const damaged = cosignSignature(key, subject);
  for (const one of [large, unsigned, notation, damaged]) rig.registry.push(one, repository);
  rig.registry.content.corruptBlob(damaged.layers[0]?.digest ?? '');

  const problems: unknown[] = [];
  for (const { digest } of [large, unsigned, notation, damaged]) {
    const [found] = (await readTag(rig, tag, digest)).attachments;
    problems.push([found?.kind, found?.problem]);
  }

  assert.deepEqual(problems, [
    ['signature', 'SIGNATURE_TOO_LARGE'],
    ['signature', 'SIGNATURE_MALFORMED'],
    ['signature', 'SIGNATURE_UNSUPPORTED'],
    ['signature', 'DIGEST_MISMATCH'],
  ]);
});

test('a tag that is gone by now is reported as empty; a registry that fails is tried again', async (t) => {
  const rig = await jobRig(t);
  const subject = await rig.push(repository, ['1.0']);
  const tag = attachmentTag(subject, 'sig');
  const signature = cosignSignature(key, subject);

  assert.deepEqual((await readTag(rig, tag, signature.digest)).attachments, []);
  rig.registry.fail({
    path: /manifests/,
    times: 100,
    action: { kind: 'status', status: 503 },
  });
  await assert.rejects(
    readTag(rig, tag, signature.digest),
    (error) => isHarborError(error) && error.code === 'REGISTRY_SERVER_ERROR',
  );
});

test('a registry that fails at the referrers does not cost the scan', async (t) => {
  const rig = await jobRig(t);
  const subject = await rig.push(repository, ['1.0']);
  rig.registry.knobs.referrers = true;
  rig.registry.fail({
    path: /referrers/,
    times: 100,
    action: { kind: 'status', status: 500 },
  });

  assert.deepEqual(await scanned(rig, subject), []);
});
