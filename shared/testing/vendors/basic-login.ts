// For the doubles of this folder: who a request says it is.
import type { FrontRequest } from './start-vendor-front.ts';

export interface Account {
  readonly username: string;
  readonly password: string;
}

export function basicLogin({ headers }: FrontRequest): Account | undefined {
  const encoded = /^basic (.+)$/i.exec(headers.authorization ?? '')?.[1];
  if (encoded === undefined) return undefined;
  const text = Buffer.from(encoded, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  return { username: text.slice(0, colon), password: text.slice(colon + 1) };
}

export function isLogin(request: FrontRequest, account: Account): boolean {
  const login = basicLogin(request);
  return login?.username === account.username && login.password === account.password;
}

export function bearerToken({ headers }: FrontRequest): string | undefined {
  return /^bearer (.+)$/i.exec(headers.authorization ?? '')?.[1];
}
