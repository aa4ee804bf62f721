// Routes by which people come in: e-mail and password, and one-time links. All are open and throttled; each sets the
// cookie of the session.
import { HarborError } from '@harborguard/shared/errors/harbor-error.ts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { roles } from '../../domain/keys/roles.ts';
import type { LinkKind } from '../../domain/people/people-store.ts';
import type { IssuedToken, SessionOrigin } from '../../domain/people/person-sessions.ts';
import { dataOf } from '../envelope.ts';
import { open } from '../route-schema.ts';
import { createDemandSameSite } from '../same-site.ts';
import { isoTime, optional, Time } from '../schemas/common.ts';
import { Email, LinkToken, Password, PersonName } from '../schemas/person.ts';
import type { ApiServices } from '../services.ts';
import { createSessionCookie } from '../session-cookie.ts';
import type { ApiServer } from '../type-provider.ts';

const tags = ['people'] as const;
const SignedInSchema = Type.Object({ expiresAt: Time });

const waysOptions = open({
  summary: 'The ways to sign in here',
  tags,
  response: {
    200: dataOf(
      Type.Object({
        local: Type.Boolean({ description: 'E-mail and password.' }),
        singleSignOn: Type.Optional(
          Type.Object({
            label: Type.String({ description: 'What the button says.' }),
            path: Type.String({ description: 'Where the browser goes for it.' }),
          }),
        ),
        wantsFirstOwner: Type.Boolean({
          description: 'Nobody owns the installation yet; its start printed a link.',
        }),
        signedIn: Type.Boolean({ description: 'Whether the cookie of this browser is good.' }),
      }),
    ),
  },
});
const signInOptions = open({
  errors: ['CROSS_SITE_REFUSED', 'LOCAL_ACCOUNTS_OFF', 'SIGN_IN_INSECURE', 'SIGN_IN_REFUSED'],
  summary: 'Sign in with e-mail and password',
  tags,
  body: Type.Object({ email: Email, password: Password }, { additionalProperties: false }),
  response: { 200: dataOf(SignedInSchema) },
});
const inspectOptions = open({
  errors: ['CROSS_SITE_REFUSED', 'LINK_INVALID', 'LOCAL_ACCOUNTS_OFF'],
  summary: 'What a one-time link is for',
  tags,
  body: Type.Object({ token: LinkToken }, { additionalProperties: false }),
  response: {
    200: dataOf(
      Type.Object({
        kind: Type.Enum(['first-owner', 'invitation', 'password-reset']),
        email: Type.Optional(Type.String()),
        role: Type.Enum([...roles]),
        organisation: Type.String(),
        hasAccount: Type.Boolean({
          description: 'Then the password of that account is asked for.',
        }),
        expiresAt: Time,
      }),
    ),
  },
});
const firstOwnerOptions = open({
  errors: ['CROSS_SITE_REFUSED', 'LINK_INVALID', 'LOCAL_ACCOUNTS_OFF', 'SIGN_IN_INSECURE'],
  summary: 'Become the first owner, with the link printed at the first start',
  tags,
  body: Type.Object(
    { token: LinkToken, email: Email, name: Type.Optional(PersonName), password: Password },
    { additionalProperties: false },
  ),
  response: { 200: dataOf(SignedInSchema) },
});
const acceptOptions = open({
  errors: [
    'CROSS_SITE_REFUSED',
    'LINK_INVALID',
    'LOCAL_ACCOUNTS_OFF',
    'SIGN_IN_INSECURE',
    'SIGN_IN_REFUSED',
  ],
  summary: 'Accept an invitation: with a new password, or that of the account that is there',
  tags,
  body: Type.Object(
    { token: LinkToken, name: Type.Optional(PersonName), password: Password },
    { additionalProperties: false },
  ),
  response: { 200: dataOf(SignedInSchema) },
});
const resetOptions = open({
  errors: ['CROSS_SITE_REFUSED', 'LINK_INVALID', 'LOCAL_ACCOUNTS_OFF', 'SIGN_IN_INSECURE'],
  summary: 'Choose a new password with a link from an admin; other sessions end',
  tags,
  body: Type.Object({ token: LinkToken, password: Password }, { additionalProperties: false }),
  response: { 200: dataOf(SignedInSchema) },
});

export function signInRoutes(app: ApiServer, services: ApiServices): void {
  const { signIns, links, sessions, clock, publicUrl, localAccounts, externalSignIn } = services;
  const cookie = createSessionCookie(publicUrl);
  const demandSameSite = createDemandSameSite(publicUrl);
  const enter = async (
    request: FastifyRequest,
    reply: FastifyReply,
    run: (origin: SessionOrigin) => Promise<IssuedToken>,
  ) => {
    demandSameSite(request);
    if (!localAccounts) throw new HarborError('LOCAL_ACCOUNTS_OFF');
    cookie.demandSafeWay(request);
    const issued = await run(originOf(request));
    cookie.set(reply, issued, clock.now());
    return { data: { expiresAt: isoTime(issued.expiresAt) } };
  };
  const isSignedIn = async (request: FastifyRequest, reply: FastifyReply): Promise<boolean> => {
    const token = cookie.read(request);
    if (token === undefined) return false;
    const reading = await sessions.authenticate(token);
    if (reading.kind === 'refused') cookie.clear(reply);
    else if (reading.renewed !== undefined) cookie.set(reply, reading.renewed, clock.now());
    return reading.kind === 'caller';
  };
  const accept = (
    request: FastifyRequest,
    reply: FastifyReply,
    acceptance: { kind: LinkKind; token: string; password: string; email?: string; name?: string },
  ) => enter(request, reply, (origin) => links.accept(acceptance, origin));

  app.get('/api/sign-in', waysOptions, async (request, reply) => ({
    data: {
      local: localAccounts,
      ...optional(
        'singleSignOn',
        externalSignIn && { label: externalSignIn.label, path: '/api/oidc/start' },
      ),
      wantsFirstOwner: localAccounts && (await links.wantsFirstOwner()),
      signedIn: await isSignedIn(request, reply),
    },
  }));
  app.post('/api/session', signInOptions, (request, reply) =>
    enter(request, reply, (origin) => signIns.signIn(request.body, origin)),
  );
  app.post('/api/links/inspect', inspectOptions, async (request) => {
    demandSameSite(request);
    const link = await links.inspect(request.body.token, originOf(request));
    const { kind, role, hasAccount, organisationName } = link;
    return {
      data: {
        ...{ kind, role, hasAccount, organisation: organisationName },
        ...optional('email', link.email),
        expiresAt: isoTime(link.expiresAt),
      },
    };
  });
  app.post('/api/first-owner', firstOwnerOptions, (request, reply) =>
    accept(request, reply, { kind: 'first-owner', ...request.body }),
  );
  app.post('/api/invitations/accept', acceptOptions, (request, reply) =>
    accept(request, reply, { kind: 'invitation', ...request.body }),
  );
  app.post('/api/password-resets/accept', resetOptions, (request, reply) =>
    accept(request, reply, { kind: 'password-reset', ...request.body }),
  );
}

export function originOf(request: FastifyRequest): SessionOrigin {
  return { address: request.ip, agent: request.headers['user-agent'] ?? '' };
}
