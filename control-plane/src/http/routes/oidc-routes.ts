// Signing in by an identity provider: a browser leaves for it and comes back. Both are visits by a person, so a refusal
// leads to the sign-in page, which tells the code.
import { HarborError, isHarborError } from '@harborguard/shared/errors/harbor-error.ts';
import type { FastifyReply } from 'fastify';
import { Type } from 'typebox';
import { createOidcCookie, safeReturnPath } from '../oidc-cookie.ts';
import { open } from '../route-schema.ts';
import type { ApiServices } from '../services.ts';
import { createSessionCookie } from '../session-cookie.ts';
import type { ApiServer } from '../type-provider.ts';
import { originOf } from './sign-in-routes.ts';

const tags = ['people'] as const;
const queryLengthMax = 8192;

const startOptions = open({
  errors: ['NOT_FOUND', 'OIDC_UNAVAILABLE', 'SIGN_IN_INSECURE'],
  summary: 'Leave for the identity provider, to sign in there',
  tags,
  querystring: Type.Object({
    returnTo: Type.Optional(
      Type.String({ maxLength: queryLengthMax, description: 'A path of the console to go on at.' }),
    ),
  }),
  response: {
    302: Type.Null({ description: 'To the provider, or back with the code of a refusal.' }),
  },
});
const callbackOptions = open({
  errors: [
    'NOT_FOUND',
    'OIDC_EMAIL_MISSING',
    'OIDC_EMAIL_TAKEN',
    'OIDC_NO_ROLE',
    'OIDC_REFUSED',
    'OIDC_TOKEN_REFUSED',
    'OIDC_UNAVAILABLE',
    'SIGN_IN_INSECURE',
  ],
  summary: 'Come back from the identity provider',
  tags,
  response: {
    302: Type.Null({ description: 'Into the console, or back with the code of a refusal.' }),
  },
});

export function oidcRoutes(app: ApiServer, services: ApiServices): void {
  const { externalSignIn, clock, log, publicUrl } = services;
  const sessionCookie = createSessionCookie(publicUrl);
  const cookie = createOidcCookie(publicUrl);
  const refuse = (reply: FastifyReply, error: unknown) => {
    if (!isHarborError(error)) throw error;
    log.warn('single sign-on refused', { code: error.code, ...error.details });
    return reply.redirect(`/?refused=${error.code}`, 302);
  };
  app.get('/api/oidc/start', startOptions, async (request, reply) => {
    if (externalSignIn === undefined) throw new HarborError('NOT_FOUND');
    void reply.header('cache-control', 'no-store');
    try {
      sessionCookie.demandSafeWay(request);
      const { url, checks } = await externalSignIn.begin(originOf(request));
      cookie.set(reply, { checks, returnPath: safeReturnPath(request.query.returnTo) });
      return await reply.redirect(url, 302);
    } catch (error) {
      return await refuse(reply, error);
    }
  });
  app.get('/api/oidc/callback', callbackOptions, async (request, reply) => {
    if (externalSignIn === undefined) throw new HarborError('NOT_FOUND');
    void reply.header('cache-control', 'no-store');
    const underWay = cookie.read(request);
    cookie.clear(reply);
    try {
      const at = request.url.indexOf('?');
      const query = at < 0 ? '' : request.url.slice(at);
      if (underWay === undefined || query.length > queryLengthMax) {
        throw new HarborError('OIDC_REFUSED', { details: { reason: 'not begun in this browser' } });
      }
      const issued = await externalSignIn.finish(query, underWay.checks, originOf(request));
      sessionCookie.set(reply, issued, clock.now());
      return await reply.redirect(underWay.returnPath, 302);
    } catch (error) {
      return await refuse(reply, error);
    }
  });
}
