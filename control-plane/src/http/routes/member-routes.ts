// Routes of members and invitations.
import type { FastifyRequest } from 'fastify';
import { type Static, Type } from 'typebox';
import { roles } from '../../domain/keys/roles.ts';
import { linkAddress } from '../../domain/people/link-address.ts';
import type { MintedLink } from '../../domain/people/one-time-links.ts';
import { unscopedOf } from '../access.ts';
import { expectedOf, tagEdits } from '../entity-tags.ts';
import { dataOf, pageOf } from '../envelope.ts';
import { pageAnswer, pageQuery, windowOf } from '../pagination.ts';
import { guarded } from '../route-schema.ts';
import { IdParams } from '../schemas/common.ts';
import {
  Email,
  InvitationSchema,
  invitationView,
  MemberSchema,
  MintedLinkSchema,
  memberView,
} from '../schemas/person.ts';
import type { ApiServices } from '../services.ts';
import type { ApiServer } from '../type-provider.ts';

const tags = ['people'] as const;
const querystring = Type.Object(pageQuery, { additionalProperties: false });

const listOptions = guarded('auditor', {
  summary: 'The members, by e-mail',
  tags,
  querystring,
  response: { 200: pageOf(MemberSchema) },
});
const readOptions = guarded('auditor', {
  summary: 'One member',
  tags,
  params: IdParams,
  response: { 200: dataOf(MemberSchema) },
});
const editOptions = guarded('admin', {
  errors: ['CONFLICT', 'PRECONDITION_FAILED'],
  summary: 'Give a member another role',
  tags,
  params: IdParams,
  body: Type.Object({ role: Type.Enum([...roles]) }, { additionalProperties: false }),
  response: { 200: dataOf(MemberSchema) },
});
const removeOptions = guarded('admin', {
  errors: ['CONFLICT', 'PRECONDITION_FAILED'],
  summary: 'Remove a member with its sessions and personal tokens',
  tags,
  params: IdParams,
  response: { 204: Type.Null() },
});
const signOutOptions = guarded('admin', {
  summary: 'End every session of a member here',
  tags,
  params: IdParams,
  response: { 204: Type.Null() },
});
const resetOptions = guarded('admin', {
  errors: ['CONFLICT', 'LOCAL_ACCOUNTS_OFF'],
  summary: 'Make a link with which a member chooses a new password',
  tags,
  params: IdParams,
  response: { 201: dataOf(MintedLinkSchema) },
});
const invitationsOptions = guarded('admin', {
  summary: 'Invitations that can still be used, newest first',
  tags,
  querystring,
  response: { 200: pageOf(InvitationSchema) },
});
const inviteOptions = guarded('admin', {
  errors: ['CONFLICT', 'LOCAL_ACCOUNTS_OFF'],
  summary: 'Invite somebody; the link is in this answer only',
  tags,
  body: Type.Object({ email: Email, role: Type.Enum([...roles]) }, { additionalProperties: false }),
  response: { 201: dataOf(MintedLinkSchema) },
});
const revokeOptions = guarded('admin', {
  summary: 'Take an invitation back',
  tags,
  params: IdParams,
  response: { 204: Type.Null() },
});

export function memberRoutes(app: ApiServer, { members, publicUrl }: ApiServices): void {
  const mintedView = (request: FastifyRequest, { link, token }: MintedLink): MintedView => {
    const base = publicUrl ?? `${request.protocol}://${request.host}`;
    return { ...invitationView(link), link: linkAddress(base, link.kind, token) };
  };

  app.get('/api/members', listOptions, async (request) => {
    const { query } = request;
    const listed = await members.list(unscopedOf(request).orgId, windowOf(query));
    const data = listed.members.map(memberView);
    return pageAnswer(request.url, query, { data, total: listed.total });
  });
  app.get('/api/members/:id', readOptions, async (request, reply) => {
    const member = await members.get(unscopedOf(request).orgId, request.params.id);
    tagEdits(reply, member.role);
    return { data: memberView(member) };
  });
  app.patch('/api/members/:id', editOptions, async (request, reply) => {
    const { params, body } = request;
    const caller = unscopedOf(request);
    const member = await members.setRole(caller, params.id, body.role, expectedOf(request));
    tagEdits(reply, member.role);
    return { data: memberView(member) };
  });
  app.delete('/api/members/:id', removeOptions, async (request, reply) => {
    await members.remove(unscopedOf(request), request.params.id, expectedOf(request));
    return await reply.code(204).send(null);
  });
  app.post('/api/members/:id/sign-out', signOutOptions, async (request, reply) => {
    await members.signOut(unscopedOf(request), request.params.id);
    return await reply.code(204).send(null);
  });
  app.post('/api/members/:id/password-reset', resetOptions, async (request, reply) => {
    const minted = await members.resetPassword(unscopedOf(request), request.params.id);
    void reply.code(201);
    return { data: mintedView(request, minted) };
  });
  app.get('/api/invitations', invitationsOptions, async (request) => {
    const { query } = request;
    const listed = await members.invitations(unscopedOf(request).orgId, windowOf(query));
    const data = listed.links.map(invitationView);
    return pageAnswer(request.url, query, { data, total: listed.total });
  });
  app.post('/api/invitations', inviteOptions, async (request, reply) => {
    const minted = await members.invite(unscopedOf(request), request.body);
    void reply.code(201);
    return { data: mintedView(request, minted) };
  });
  app.delete('/api/invitations/:id', revokeOptions, async (request, reply) => {
    await members.revokeInvitation(unscopedOf(request), request.params.id);
    return await reply.code(204).send(null);
  });
}

type MintedView = Static<typeof MintedLinkSchema>;
