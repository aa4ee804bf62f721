// Routes of policies: administrators write them, whoever may look at images may read them.
import { Type } from 'typebox';
import { unscopedOf } from '../access.ts';
import { expectedOf, tagEdits } from '../entity-tags.ts';
import { dataOf } from '../envelope.ts';
import { guarded } from '../route-schema.ts';
import { IdParams, optional } from '../schemas/common.ts';
import {
  DraftBody,
  PolicyBody,
  PolicyExportSchema,
  policyFileView,
  policySettingsOf,
  policyView,
  StoredPolicySchema,
} from '../schemas/policy.ts';
import { DryRunSchema, dryRunView } from '../schemas/verdict.ts';
import type { ApiServices } from '../services.ts';
import type { ApiServer } from '../type-provider.ts';

const tags = ['policies'] as const;

const listOptions = guarded('viewer', {
  summary: 'Policies, each with its words',
  tags,
  response: { 200: dataOf(Type.Array(StoredPolicySchema)) },
});
const getOptions = guarded('viewer', {
  summary: 'One policy',
  tags,
  params: IdParams,
  response: { 200: dataOf(StoredPolicySchema) },
});
const createOptions = guarded('admin', {
  errors: ['CONFLICT'],
  summary: 'Make a policy; the images in its scope are judged again',
  tags,
  body: PolicyBody,
  response: { 201: dataOf(StoredPolicySchema) },
});
const changeOptions = guarded('admin', {
  errors: ['CONFLICT', 'PRECONDITION_FAILED'],
  summary: 'Replace a policy',
  tags,
  params: IdParams,
  body: PolicyBody,
  response: { 200: dataOf(StoredPolicySchema) },
});
const removeOptions = guarded('admin', {
  errors: ['PRECONDITION_FAILED'],
  summary: 'Remove a policy',
  tags,
  params: IdParams,
  response: { 204: Type.Null() },
});
const dryRunOptions = guarded('developer', {
  errors: ['NOT_FOUND'],
  summary: "What a draft would make of today's inventory; nothing is written",
  tags,
  body: DraftBody,
  response: { 200: dataOf(DryRunSchema) },
});
const exportOptions = guarded('viewer', {
  summary: 'The policies and exceptions that hold, as a file for sensor scan --policy',
  tags,
  response: { 200: PolicyExportSchema },
});

export function policyRoutes(app: ApiServer, { policies }: ApiServices): void {
  app.get('/api/policies', listOptions, async (request) => {
    const principal = unscopedOf(request);
    return { data: (await policies.list(principal.orgId)).map(policyView) };
  });

  app.get('/api/policies/:id', getOptions, async (request, reply) => {
    const principal = unscopedOf(request);
    const stored = await policies.get(principal.orgId, request.params.id);
    tagEdits(reply, stored.updatedAt);
    return { data: policyView(stored) };
  });

  app.get('/api/policies/export', exportOptions, async (request) => {
    const principal = unscopedOf(request);
    const held = await policies.export(principal.orgId);
    return policyFileView(held.policies, held.exceptions);
  });

  app.post('/api/policies', createOptions, async (request, reply) => {
    const principal = unscopedOf(request);
    const stored = await policies.create(principal.orgId, policySettingsOf(request.body));
    void reply.code(201);
    return { data: policyView(stored) };
  });

  app.put('/api/policies/:id', changeOptions, async (request, reply) => {
    const principal = unscopedOf(request);
    const settings = policySettingsOf(request.body);
    const { id } = request.params;
    const stored = await policies.change(principal.orgId, id, settings, expectedOf(request));
    tagEdits(reply, stored.updatedAt);
    return { data: policyView(stored) };
  });

  app.delete('/api/policies/:id', removeOptions, async (request, reply) => {
    const principal = unscopedOf(request);
    await policies.remove(principal.orgId, request.params.id, expectedOf(request));
    return await reply.code(204).send(null);
  });

  app.post('/api/policies/dry-run', dryRunOptions, async (request) => {
    const principal = unscopedOf(request);
    const { policy, replaces } = request.body;
    const draft = { policy, ...optional('replaces', replaces) };
    return { data: dryRunView(await policies.dryRun(principal.orgId, draft)) };
  });
}
