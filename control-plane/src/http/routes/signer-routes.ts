// Routes of signers, of the trusted root, and of what hangs on images.
import { attachmentKinds } from '@harborguard/shared/signatures/attachment.ts';
import { Type } from 'typebox';
import { principalOf, scopeOf, unscopedOf } from '../access.ts';
import { dataOf, pageOf } from '../envelope.ts';
import { keysetQuery, pageAnswer, windowOf } from '../pagination.ts';
import { guarded } from '../route-schema.ts';
import { Digest, FilterText, IdParams, optional, Uuid } from '../schemas/common.ts';
import {
  AttachmentRowSchema,
  attachmentView,
  CreateSignerBody,
  SignerSchema,
  signerView,
  verdictKinds,
} from '../schemas/signer.ts';
import type { ApiServices } from '../services.ts';
import type { ApiServer } from '../type-provider.ts';

const tags = ['signatures'] as const;

const listOptions = guarded('viewer', {
  summary: 'Whose signatures count, and for which repositories',
  tags,
  response: { 200: dataOf(Type.Array(SignerSchema)) },
});
const createOptions = guarded('admin', {
  errors: ['CONFLICT', 'SIGNER_INVALID'],
  summary: 'Add a public key or a keyless identity; stored signatures are judged again',
  tags,
  body: CreateSignerBody,
  response: { 201: dataOf(SignerSchema) },
});
const removeOptions = guarded('admin', {
  summary: 'Remove a signer; stored signatures are judged again',
  tags,
  params: IdParams,
  response: { 204: Type.Null() },
});
const rootOptions = guarded('viewer', {
  summary: 'Whether keyless signatures can be judged',
  tags,
  response: { 200: dataOf(Type.Object({ configured: Type.Boolean() })) },
});
const setRootOptions = guarded('admin', {
  errors: ['SIGNER_INVALID'],
  summary: 'Set the sigstore trusted root (trusted_root.json) keyless signatures are judged by',
  tags,
  body: Type.Object(
    {},
    {
      additionalProperties: true,
      examples: [{ mediaType: 'application/vnd.dev.sigstore.trustedroot+json;version=0.1' }],
    },
  ),
  response: { 204: Type.Null() },
});
const removeRootOptions = guarded('admin', {
  summary: 'Remove the trusted root',
  tags,
  response: { 204: Type.Null() },
});
const attachmentOptions = guarded('viewer', {
  summary: 'Signatures, attestations, SBOMs and others that hang on images',
  tags,
  querystring: Type.Object(
    {
      ...keysetQuery,
      registry: Type.Optional(Uuid),
      repository: Type.Optional(FilterText),
      subject: Type.Optional(Digest),
      kind: Type.Optional(Type.Enum([...attachmentKinds])),
      verdict: Type.Optional(Type.Enum([...verdictKinds])),
      orphaned: Type.Optional(Type.Boolean()),
    },
    { additionalProperties: false },
  ),
  response: { 200: pageOf(AttachmentRowSchema) },
});

export function signerRoutes(app: ApiServer, { signers, attachments }: ApiServices): void {
  app.get('/api/signers', listOptions, async (request) => {
    const principal = unscopedOf(request);
    const listed = await signers.list(principal.orgId);
    return { data: listed.map(signerView) };
  });

  app.post('/api/signers', createOptions, async (request, reply) => {
    const principal = unscopedOf(request);
    const { name, trust, repositories = [] } = request.body;
    const signer = await signers.create(principal.orgId, { name, trust, repositories });
    void reply.code(201);
    return { data: signerView(signer) };
  });

  app.delete('/api/signers/:id', removeOptions, async (request, reply) => {
    const principal = unscopedOf(request);
    await signers.remove(principal.orgId, request.params.id);
    return await reply.code(204).send(null);
  });

  app.get('/api/trusted-root', rootOptions, async (request) => {
    const principal = unscopedOf(request);
    return { data: { configured: await signers.hasTrustedRoot(principal.orgId) } };
  });

  app.put('/api/trusted-root', setRootOptions, async (request, reply) => {
    const principal = unscopedOf(request);
    await signers.setTrustedRoot(principal.orgId, JSON.stringify(request.body));
    return await reply.code(204).send(null);
  });

  app.delete('/api/trusted-root', removeRootOptions, async (request, reply) => {
    const principal = unscopedOf(request);
    await signers.setTrustedRoot(principal.orgId, undefined);
    return await reply.code(204).send(null);
  });

  app.get('/api/attachments', attachmentOptions, async (request) => {
    const principal = principalOf(request);
    const { query } = request;
    const filter = {
      ...scopeOf(principal),
      ...optional('registryId', query.registry),
      ...optional('repository', query.repository),
      ...optional('subject', query.subject),
      ...optional('kind', query.kind),
      ...optional('verdict', query.verdict),
      ...optional('orphaned', query.orphaned),
    };
    const { rows, ...page } = await attachments.list(principal.orgId, filter, windowOf(query));
    return pageAnswer(request.url, query, { data: rows.map(attachmentView), ...page });
  });
}
