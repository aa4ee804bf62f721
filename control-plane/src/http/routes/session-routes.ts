// Routes of one's own account: who am I, my sessions, my password, signing out.
import { Type } from 'typebox';
import { principalOf } from '../access.ts';
import { dataOf } from '../envelope.ts';
import { guarded } from '../route-schema.ts';
import { IdParams, isoTime, Time, Uuid } from '../schemas/common.ts';
import { MeSchema, meView, Password, SessionSchema, sessionView } from '../schemas/person.ts';
import type { ApiServices } from '../services.ts';
import { createSessionCookie } from '../session-cookie.ts';
import type { ApiServer } from '../type-provider.ts';
import { originOf } from './sign-in-routes.ts';

const tags = ['people'] as const;
const SignedInSchema = Type.Object({ expiresAt: Time });

const meOptions = guarded('viewer', {
  summary: 'Who is asking, with which rights',
  tags,
  response: { 200: dataOf(MeSchema) },
});
const signOutOptions = guarded('viewer', {
  summary: 'Sign out',
  tags,
  response: { 204: Type.Null() },
});
const enterOptions = guarded('viewer', {
  errors: ['NOT_FOUND'],
  summary: 'Go on in another organisation one belongs to',
  tags,
  body: Type.Object({ organisationId: Uuid }, { additionalProperties: false }),
  response: { 200: dataOf(SignedInSchema) },
});
const sessionsOptions = guarded('viewer', {
  summary: "One's own sessions, last used first",
  tags,
  response: { 200: dataOf(Type.Array(SessionSchema)) },
});
const everywhereOptions = guarded('viewer', {
  summary: 'Sign out everywhere',
  tags,
  response: { 204: Type.Null() },
});
const endOptions = guarded('viewer', {
  summary: "End one of one's own sessions",
  tags,
  params: IdParams,
  response: { 204: Type.Null() },
});
const passwordOptions = guarded('viewer', {
  errors: ['LOCAL_ACCOUNTS_OFF', 'SIGN_IN_REFUSED'],
  summary: "Change one's password; other sessions end",
  tags,
  body: Type.Object(
    { current: Password, next: Password },
    {
      additionalProperties: false,
      examples: [{ current: 'violet harbour 1999 gull', next: 'seven quiet lanterns 48' }],
    },
  ),
  response: { 200: dataOf(SignedInSchema) },
});

export function sessionRoutes(app: ApiServer, { signIns, clock, publicUrl }: ApiServices): void {
  const cookie = createSessionCookie(publicUrl);

  app.get('/api/me', meOptions, async (request) => {
    const caller = principalOf(request);
    return { data: meView(caller, await signIns.memberships(caller)) };
  });
  app.delete('/api/session', signOutOptions, async (request, reply) => {
    await signIns.signOut(principalOf(request));
    cookie.clear(reply);
    return await reply.code(204).send(null);
  });
  app.put('/api/session', enterOptions, async (request, reply) => {
    const { organisationId } = request.body;
    const caller = principalOf(request);
    const issued = await signIns.enterOrganisation(caller, organisationId, originOf(request));
    cookie.set(reply, issued, clock.now());
    return { data: { expiresAt: isoTime(issued.expiresAt) } };
  });
  app.get('/api/me/sessions', sessionsOptions, async (request) => {
    const caller = principalOf(request);
    const sessions = await signIns.sessions(caller);
    return { data: sessions.map((session) => sessionView(session, caller)) };
  });
  app.delete('/api/me/sessions', everywhereOptions, async (request, reply) => {
    await signIns.signOutEverywhere(principalOf(request));
    cookie.clear(reply);
    return await reply.code(204).send(null);
  });
  app.delete('/api/me/sessions/:id', endOptions, async (request, reply) => {
    await signIns.endSession(principalOf(request), request.params.id);
    return await reply.code(204).send(null);
  });
  app.put('/api/me/password', passwordOptions, async (request, reply) => {
    const caller = principalOf(request);
    const issued = await signIns.changePassword(caller, request.body, originOf(request));
    cookie.set(reply, issued, clock.now());
    return { data: { expiresAt: isoTime(issued.expiresAt) } };
  });
}
