// The cookie of a session. By HTTPS it is bound to this very host and path; over plain HTTP it exists only on the
// machine itself, for trying things out.
import { HarborError } from '@harborguard/shared/errors/harbor-error.ts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { IssuedToken } from '../domain/people/person-sessions.ts';
import { tokenPattern } from '../domain/people/token-text.ts';

export interface SessionCookie {
  /** Undefined when there is none, or it is no token of ours. */
  read(request: FastifyRequest): string | undefined;
  /** Throws SIGN_IN_INSECURE where the cookie could be read on its way. */
  demandSafeWay(request: FastifyRequest): void;
  set(reply: FastifyReply, issued: IssuedToken, now: number): void;
  clear(reply: FastifyReply): void;
}

const secureName = '__Host-harborguard';
const plainName = 'harborguard_session';
const loopbackHost = /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d+)?$/i;
const isToken = new RegExp(tokenPattern);

export function createSessionCookie(publicUrl: string | undefined): SessionCookie {
  const isSecure = publicUrl?.startsWith('https://') === true;
  const name = isSecure ? secureName : plainName;
  const attributes = `Path=/; HttpOnly; SameSite=Strict${isSecure ? '; Secure' : ''}`;
  return {
    read: (request) => {
      const value = cookieNamed(request.headers.cookie, name);
      return value !== undefined && isToken.test(value) ? value : undefined;
    },
    demandSafeWay: (request) => {
      if (isSecure || loopbackHost.test(request.headers.host ?? '')) return;
      throw new HarborError('SIGN_IN_INSECURE');
    },
    set: (reply, { token, expiresAt }, now) => {
      const seconds = Math.max(0, Math.floor((expiresAt - now) / 1000));
      void reply.header('set-cookie', `${name}=${token}; ${attributes}; Max-Age=${seconds}`);
    },
    clear: (reply) => void reply.header('set-cookie', `${name}=; ${attributes}; Max-Age=0`),
  };
}

/** Undefined also when it is there twice: then one of them was planted. */
export function cookieNamed(header: string | undefined, name: string): string | undefined {
  const found = (header ?? '')
    .split(';')
    .map((pair) => pair.trim())
    .filter((pair) => pair.startsWith(`${name}=`));
  return found.length === 1 ? found[0]?.slice(name.length + 1) : undefined;
}
