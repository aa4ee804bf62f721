// Routes of exceptions: developers ask and take back what they asked for, administrators give and take.
import { Type } from 'typebox';
import { roleAtLeast } from '../../domain/keys/roles.ts';
import { exceptionVersion } from '../../domain/policies/exception-service.ts';
import { exceptionStates, type StoredException } from '../../domain/policies/policy-store.ts';
import { type principalOf, unscopedOf } from '../access.ts';
import { expectedOf, tagEdits } from '../entity-tags.ts';
import { dataOf, pageOf } from '../envelope.ts';
import { keysetQuery, pageAnswer, windowOf } from '../pagination.ts';
import { guarded } from '../route-schema.ts';
import { FilterText, IdParams, optional } from '../schemas/common.ts';
import {
  BulkExceptionBody,
  ExceptionBody,
  ExceptionSchema,
  exceptionView,
  exceptionWishOf,
} from '../schemas/policy.ts';
import type { ApiServices } from '../services.ts';
import type { ApiServer } from '../type-provider.ts';

const tags = ['exceptions'] as const;
const approver = 'admin';

const listOptions = guarded('viewer', {
  summary: 'Exceptions, newest first',
  tags,
  querystring: Type.Object(
    {
      ...keysetQuery,
      state: Type.Optional(Type.Enum([...exceptionStates])),
      cve: Type.Optional(FilterText),
      package: Type.Optional(FilterText),
    },
    { additionalProperties: false },
  ),
  response: { 200: pageOf(ExceptionSchema) },
});
const getOptions = guarded('viewer', {
  summary: 'One exception',
  tags,
  params: IdParams,
  response: { 200: dataOf(ExceptionSchema) },
});
const createOptions = guarded('developer', {
  errors: ['CONFLICT'],
  summary: 'Accept a finding until a day; below admin it is asked for and waits for an approval',
  tags,
  body: ExceptionBody,
  response: { 201: dataOf(ExceptionSchema) },
});
const bulkOptions = guarded('developer', {
  errors: ['CONFLICT'],
  summary: 'Accept many findings with one reason, all or none',
  tags,
  body: BulkExceptionBody,
  response: { 201: dataOf(Type.Array(ExceptionSchema)) },
});
const approveOptions = guarded(approver, {
  errors: ['CONFLICT', 'PRECONDITION_FAILED'],
  summary: 'Approve an exception that was asked for',
  tags,
  params: IdParams,
  response: { 200: dataOf(ExceptionSchema) },
});
const revokeOptions = guarded(approver, {
  errors: ['CONFLICT', 'PRECONDITION_FAILED'],
  summary: 'Revoke or refuse an exception; what it accepted opens again',
  tags,
  params: IdParams,
  response: { 200: dataOf(ExceptionSchema) },
});
const withdrawOptions = guarded('developer', {
  errors: ['CONFLICT', 'PRECONDITION_FAILED'],
  summary: 'Withdraw an exception one has asked for, as long as nobody answered',
  tags,
  params: IdParams,
  response: { 200: dataOf(ExceptionSchema) },
});

export function exceptionRoutes(app: ApiServer, { exceptions, clock }: ApiServices): void {
  const author = ({ name, role, actor }: ReturnType<typeof principalOf>) => ({
    ...{ id: actor.id, name },
    mayApprove: roleAtLeast(role, approver),
  });

  const view = (one: StoredException, { actor }: ReturnType<typeof principalOf>) =>
    exceptionView(one, { now: clock.now(), readerId: actor.id });

  app.get('/api/exceptions', listOptions, async (request) => {
    const principal = unscopedOf(request);
    const { query } = request;
    const { exceptions: listed, ...page } = await exceptions.list(principal.orgId, {
      page: windowOf(query),
      ...optional('state', query.state),
      ...optional('advisory', query.cve),
      ...optional('packageName', query.package),
    });
    const data = listed.map((one) => view(one, principal));
    return pageAnswer(request.url, query, { data, ...page });
  });

  app.get('/api/exceptions/:id', getOptions, async (request, reply) => {
    const principal = unscopedOf(request);
    const found = await exceptions.get(principal.orgId, request.params.id);
    tagEdits(reply, exceptionVersion(found));
    return { data: view(found, principal) };
  });

  app.post('/api/exceptions', createOptions, async (request, reply) => {
    const principal = unscopedOf(request);
    const wishes = [exceptionWishOf(request.body)];
    const [made] = await exceptions.create(
      principal.orgId,
      wishes,
      request.body,
      author(principal),
    );
    if (made === undefined) throw new TypeError('one wish makes one exception');
    void reply.code(201);
    return { data: view(made, principal) };
  });

  app.post('/api/exceptions/bulk', bulkOptions, async (request, reply) => {
    const principal = unscopedOf(request);
    const wishes = request.body.findings.map(exceptionWishOf);
    const made = await exceptions.create(principal.orgId, wishes, request.body, author(principal));
    void reply.code(201);
    return { data: made.map((one) => view(one, principal)) };
  });

  app.post('/api/exceptions/:id/approve', approveOptions, async (request, reply) => {
    const principal = unscopedOf(request);
    const { orgId, name } = principal;
    const { id } = request.params;
    const approved = await exceptions.approve(orgId, id, name, expectedOf(request));
    tagEdits(reply, exceptionVersion(approved));
    return { data: view(approved, principal) };
  });

  app.post('/api/exceptions/:id/revoke', revokeOptions, async (request, reply) => {
    const principal = unscopedOf(request);
    const { orgId, name } = principal;
    const { id } = request.params;
    const revoked = await exceptions.revoke(orgId, id, name, expectedOf(request));
    tagEdits(reply, exceptionVersion(revoked));
    return { data: view(revoked, principal) };
  });

  app.post('/api/exceptions/:id/withdraw', withdrawOptions, async (request, reply) => {
    const principal = unscopedOf(request);
    const { orgId, name, actor } = principal;
    const { id } = request.params;
    const by = { id: actor.id, name };
    const withdrawn = await exceptions.withdraw(orgId, id, by, expectedOf(request));
    tagEdits(reply, exceptionVersion(withdrawn));
    return { data: view(withdrawn, principal) };
  });
}
