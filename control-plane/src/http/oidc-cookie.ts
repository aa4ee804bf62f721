// What a browser keeps between leaving for the identity provider and coming back: the checks of this one sign-in, and
// where it goes then. It comes back from another site, so the cookie is sent along with such a visit; it opens nothing.
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { SignInChecks } from '../domain/people/identity-provider.ts';
import { cookieNamed } from './session-cookie.ts';

export interface SignInUnderWay {
  readonly checks: SignInChecks;
  readonly returnPath: string;
}

export interface OidcCookie {
  read(request: FastifyRequest): SignInUnderWay | undefined;
  set(reply: FastifyReply, underWay: SignInUnderWay): void;
  clear(reply: FastifyReply): void;
}

/** As long as somebody looks for their second factor. */
const lifeSeconds = 10 * 60;
const returnPathLengthMax = 1024;

export function createOidcCookie(publicUrl: string | undefined): OidcCookie {
  const isSecure = publicUrl?.startsWith('https://') === true;
  const name = isSecure ? '__Host-harborguard-oidc' : 'harborguard_oidc';
  const attributes = `Path=/; HttpOnly; SameSite=Lax${isSecure ? '; Secure' : ''}`;
  return {
    read: (request) => {
      const value = cookieNamed(request.headers.cookie, name);
      return value === undefined ? undefined : parsed(value);
    },
    set: (reply, { checks, returnPath }) => {
      const { state, nonce, codeVerifier } = checks;
      const text = JSON.stringify([state, nonce, codeVerifier, returnPath]);
      const value = Buffer.from(text).toString('base64url');
      void reply.header('set-cookie', `${name}=${value}; ${attributes}; Max-Age=${lifeSeconds}`);
    },
    clear: (reply) => void reply.header('set-cookie', `${name}=; ${attributes}; Max-Age=0`),
  };
}

/** A path of this console and nothing that a browser could take for another host. */
export function safeReturnPath(path: string | undefined): string {
  const isOurs =
    path !== undefined &&
    path.length <= returnPathLengthMax &&
    /^\/(?![/\\])[\x21-\x7e]*$/.test(path) &&
    !path.includes('\\') &&
    new URL(path, 'https://harborguard.invalid').host === 'harborguard.invalid' &&
    !/^\/api(?:[/?#]|$)/.test(path);
  return isOurs ? path : '/';
}

function parsed(value: string): SignInUnderWay | undefined {
  try {
    const parts: unknown = JSON.parse(Buffer.from(value, 'base64url').toString('utf8'));
    if (!Array.isArray(parts) || !parts.every((part) => typeof part === 'string')) return undefined;
    const [state = '', nonce = '', codeVerifier = '', returnPath] = parts as readonly string[];
    if ([state, nonce, codeVerifier].includes('')) return undefined;
    return { checks: { state, nonce, codeVerifier }, returnPath: safeReturnPath(returnPath) };
  } catch {
    return undefined;
  }
}
