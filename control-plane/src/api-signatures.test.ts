import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { Attachment } from '@harborguard/shared/signatures/attachment.ts';
import { createKeylessAuthority } from '@harborguard/shared/testing/signatures/keyless-authority.ts';
import {
  attachmentTag,
  dsseEnvelope,
  makeSigningKey,
  type SigningKey,
  signBytes,
  simpleSigningPayload,
  statementOf,
} from '@harborguard/shared/testing/signatures/signing-kit.ts';
import { type ApiWorld, otherOrganisationId, startApi } from './cli/testing/api-world.ts';
import { createFactSink } from './domain/inventory/create-fact-sink.ts';
import type { ScanRequest } from './domain/inventory/fact-sink.ts';
import { defaultOrganisationId } from './domain/unit-of-work.ts';
import { job } from './store/testing/inventory-world.ts';

const image = `sha256:${'a'.repeat(64)}`;
const otherImage = `sha256:${'b'.repeat(64)}`;
const manifest = (letter: string) => `sha256:${letter.repeat(64)}`;
const repository = 'shop/web';

class SignatureWorld {
  readonly api: ApiWorld;
  readonly registryId: string;
  readonly requested: ScanRequest[] = [];
  readonly #sink = createFactSink({
    scans: {
      enqueueScan: (_stores, request) => {
        this.requested.push(request);
        return Promise.resolve();
      },
    },
  });
  #jobNumber = 0;

  constructor(api: ApiWorld, registryId: string) {
    this.api = api;
    this.registryId = registryId;
  }

  #context() {
    return {
      ...{ orgId: defaultOrganisationId, registryId: this.registryId, sensorId: 'sensor' },
      ...{ jobId: job(this.#jobNumber), attempt: 1, analyzerVersion: 'a', fenced: true },
      now: this.api.clock.now(),
    };
  }

  /** A complete sync that sees these tags. */
  async sync(tags: Readonly<Record<string, string>>): Promise<void> {
    this.#jobNumber += 1;
    const context = this.#context();
    const { unitOfWork } = this.api.storage;
    await unitOfWork.write(defaultOrganisationId, async (stores) => {
      await this.#sink.tagsSeen(stores, context, {
        type: 'tags.seen',
        ...{ jobId: context.jobId, attempt: 1, registryId: this.registryId, repository },
        tags: Object.entries(tags).map(([name, digest]) => ({ name, digest })),
      });
      await this.#sink.syncFinished(stores, context, {
        result: {
          ...{ kind: 'sync', complete: true, restricted: false, repositories: 1, tags: 1 },
          ...{ digests: 1, filteredTags: 0, failedRepositories: [], conditions: [] },
          durationMs: 1,
        },
      });
    });
    await this.settle();
  }

  async attach(attachments: readonly Attachment[], way: { tag?: string; tagDigest?: string } = {}) {
    const context = this.#context();
    await this.api.storage.unitOfWork.write(defaultOrganisationId, (stores) =>
      this.#sink.imageAttachments(stores, context, {
        type: 'image.attachments',
        ...{ jobId: context.jobId, attempt: 1, registryId: this.registryId, repository },
        subject: image,
        ...way,
        attachments: [...attachments],
      }),
    );
    await this.settle();
  }

  async settle(): Promise<void> {
    this.api.services.judgeLoop.wake();
    await this.api.services.judgeLoop.settled();
  }

  async addKey(key: SigningKey, repositories: readonly string[] = []) {
    const trust = { kind: 'key', publicKey: key.pem };
    const body = { name: 'release key', repositories, trust };
    const answer = await this.api.call('POST', '/api/signers', { body });
    await this.settle();
    return answer;
  }

  async mark(): Promise<string> {
    const { body } = await this.api.call('GET', '/api/images?tag=1.0');
    return body.data[0].signed;
  }
}

async function world(t: TestContext): Promise<SignatureWorld> {
  const api = await startApi(t);
  const body = { name: 'main', url: 'https://registry.example', scanMethod: 'sensor' };
  const created = await api.call('POST', '/api/registries', { body });
  assert.equal(created.status, 201, created.text);
  return new SignatureWorld(api, created.body.data.id);
}

function signedBy(key: SigningKey, digest = image, at = 'c'): Attachment {
  const payload = simpleSigningPayload(digest);
  return {
    ...{ digest: manifest(at), kind: 'signature', predicateTypes: [], sizeBytes: payload.length },
    signatures: [
      {
        format: 'simple-signing',
        payload: payload.toString('base64'),
        signature: signBytes(key, payload).toString('base64'),
      },
    ],
  };
}

const signatureTag = attachmentTag(image, 'sig');

test('a new signature tag is fetched once, and again when it shows another manifest', async (t) => {
  const signed = await world(t);
  const fetched = () =>
    signed.requested.flatMap(({ attachmentTag: tag, digest }) =>
      tag === undefined ? [] : [[tag, digest]],
    );

  await signed.sync({ '1.0': image, [signatureTag]: manifest('c') });
  assert.deepEqual(fetched(), [[signatureTag, manifest('c')]]);
  const way = { tag: signatureTag, tagDigest: manifest('c') };
  await signed.attach([signedBy(makeSigningKey())], way);
  signed.requested.length = 0;
  await signed.sync({ '1.0': image, [signatureTag]: manifest('c') });
  assert.deepEqual(fetched(), []);
  await signed.sync({ '1.0': image, [signatureTag]: manifest('d') });
  assert.deepEqual(fetched(), [[signatureTag, manifest('d')]]);
});

test('the mark follows the signers without a pull: none, unverified, verified, unverified', async (t) => {
  const signed = await world(t);
  const key = makeSigningKey();
  await signed.sync({ '1.0': image });
  assert.equal(await signed.mark(), 'none');
  await signed.attach([signedBy(key)]);
  assert.equal(await signed.mark(), 'unverified');
  signed.requested.length = 0;

  const created = await signed.addKey(key);

  assert.equal(created.status, 201, created.text);
  assert.equal(await signed.mark(), 'verified');
  const only = await signed.api.call('GET', '/api/images?signed=verified');
  assert.equal(only.body.meta.total, 1);
  assert.equal((await signed.api.call('GET', '/api/images?signed=none')).body.meta.total, 0);
  const { body } = await signed.api.call('GET', `/api/images/${image}`);
  assert.equal(body.data.signatures[0].verdict.signerName, 'release key');
  assert.equal(body.data.attachments[0].verdict.kind, 'verified');
  await signed.api.call('DELETE', `/api/signers/${created.body.data.id}`);
  await signed.settle();
  assert.equal(await signed.mark(), 'unverified');
  assert.deepEqual(signed.requested, []);
});

test('a signature of another image is invalid; a good one beside it wins', async (t) => {
  const signed = await world(t);
  const key = makeSigningKey();
  await signed.addKey(key);
  await signed.sync({ '1.0': image });

  await signed.attach([signedBy(key, otherImage)]);
  assert.equal(await signed.mark(), 'invalid');
  await signed.attach([signedBy(key, otherImage), signedBy(key, image, 'd')]);
  assert.equal(await signed.mark(), 'verified');
});

test('a key for other repositories does not vouch for this one', async (t) => {
  const signed = await world(t);
  const key = makeSigningKey();
  await signed.sync({ '1.0': image });
  await signed.attach([signedBy(key)]);

  await signed.addKey(key, ['base/*']);

  assert.equal(await signed.mark(), 'unverified');
});

test('a verified provenance is shown as such and does not sign the image', async (t) => {
  const signed = await world(t);
  const key = makeSigningKey();
  await signed.addKey(key);
  await signed.sync({ '1.0': image });
  const envelope = JSON.stringify(dsseEnvelope(key, statementOf({ digest: image })));

  await signed.attach([
    {
      ...{ digest: manifest('c'), kind: 'attestation', sizeBytes: 1 },
      predicateTypes: ['https://slsa.dev/provenance/v1'],
      signatures: [{ format: 'dsse', envelope }],
    },
  ]);

  assert.equal(await signed.mark(), 'none');
  const { body } = await signed.api.call('GET', '/api/attachments?kind=attestation');
  assert.equal(body.data[0].verdict.kind, 'verified');
  assert.deepEqual(body.data[0].predicateTypes, ['https://slsa.dev/provenance/v1']);
});

test('a keyless signature is judged once the trusted root is set', async (t) => {
  const signed = await world(t);
  const authority = await createKeylessAuthority();
  const identity = 'https://github.com/acme/app/.github/workflows/release.yml@refs/tags/v1';
  const issuer = 'https://token.actions.githubusercontent.com';
  const payload = simpleSigningPayload(image);
  const made = await authority.sign(payload, identity, issuer);
  await signed.sync({ '1.0': image });
  await signed.attach([
    {
      ...{ digest: manifest('c'), kind: 'signature', predicateTypes: [], sizeBytes: 1 },
      signatures: [
        {
          ...{ format: 'simple-signing', payload: payload.toString('base64') },
          ...{ signature: made.signature, certificate: made.certificatePem },
          logEntry: made.logEntry,
        },
      ],
    },
  ]);
  const trust = { kind: 'identity', identity: 'https://github.com/acme/*', issuer };
  await signed.api.call('POST', '/api/signers', { body: { name: 'ci', trust } });
  await signed.settle();
  assert.equal(await signed.mark(), 'unverified');

  const refused = await signed.api.call('PUT', '/api/trusted-root', { body: { canary: 1 } });
  const body = JSON.parse(authority.trustedRoot);
  const taken = await signed.api.call('PUT', '/api/trusted-root', { body });
  await signed.settle();

  assert.deepEqual([refused.status, refused.body.error.code], [400, 'SIGNER_INVALID']);
  assert.equal(taken.status, 204);
  assert.equal(await signed.mark(), 'verified');
});

test('what hangs on an image no tag shows any more is an orphan', async (t) => {
  const signed = await world(t);
  await signed.sync({ '1.0': image, [signatureTag]: manifest('c') });
  await signed.attach([signedBy(makeSigningKey())], {
    ...{ tag: signatureTag, tagDigest: manifest('c') },
  });
  const orphans = async () =>
    (await signed.api.call('GET', '/api/attachments?orphaned=true')).body.meta.total;
  assert.equal(await orphans(), 0);

  await signed.sync({ '1.0': otherImage, [signatureTag]: manifest('c') });

  assert.equal(await orphans(), 1);
  const kept = await signed.api.call('GET', '/api/attachments?orphaned=false');
  assert.equal(kept.body.meta.total, 0);
});

test('a signature whose tag is gone signs nothing any more', async (t) => {
  const signed = await world(t);
  const key = makeSigningKey();
  await signed.addKey(key);
  await signed.sync({ '1.0': image, 2: otherImage, [signatureTag]: manifest('c') });
  await signed.attach([signedBy(key)], { tag: signatureTag, tagDigest: manifest('c') });
  assert.equal(await signed.mark(), 'verified');

  await signed.sync({ '1.0': image, 2: otherImage });

  assert.equal(await signed.mark(), 'none');
  assert.equal((await signed.api.call('GET', '/api/attachments')).body.meta.total, 0);
});

test('signers are written by admins, read by all, and belong to one organisation', async (t) => {
  const signed = await world(t);
  const { api } = signed;
  const key = makeSigningKey();
  const created = await signed.addKey(key);
  const again = await signed.addKey(key);
  const viewer = await api.keyOf('viewer');
  const stranger = await api.keyOf('owner', { orgId: otherOrganisationId });
  const scoped = await api.keyOf('owner', { registryIds: [signed.registryId] });
  const body = { name: 'mine', trust: { kind: 'key', publicKey: key.pem } };
  const path = `/api/signers/${created.body.data.id}`;
  const secret = key.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  const wrong = { name: 'wrong', trust: { kind: 'key', publicKey: secret } };

  assert.equal(again.body.error.code, 'CONFLICT');
  assert.equal((await api.call('POST', '/api/signers', { body, key: viewer })).status, 403);
  assert.equal((await api.call('POST', '/api/signers', { body, key: scoped })).status, 403);
  assert.equal((await api.call('GET', '/api/signers', { key: viewer })).body.data.length, 1);
  assert.equal((await api.call('GET', '/api/signers', { key: stranger })).body.data.length, 0);
  assert.equal((await api.call('DELETE', path, { key: stranger })).status, 404);
  const refused = await api.call('POST', '/api/signers', { body: wrong });
  assert.equal(refused.body.error.code, 'SIGNER_INVALID');
  assert.ok(!refused.text.includes(secret.slice(40, 80)));
});

test('attachments of registries out of a key’s reach, or of others, do not show', async (t) => {
  const signed = await world(t);
  const { api } = signed;
  await signed.sync({ '1.0': image });
  await signed.attach([signedBy(makeSigningKey())]);
  const body = { name: 'other', url: 'https://other.example', scanMethod: 'sensor' };
  const other = await api.call('POST', '/api/registries', { body });
  const elsewhere = await api.keyOf('viewer', { registryIds: [other.body.data.id] });
  const stranger = await api.keyOf('owner', { orgId: otherOrganisationId });

  for (const key of [elsewhere, stranger]) {
    assert.equal((await api.call('GET', '/api/attachments', { key })).body.meta.total, 0);
  }
});
