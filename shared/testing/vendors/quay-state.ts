// What the double of Quay knows: credentials of several kinds, what each may read, and repositories of other kinds.
import { type Account, basicLogin } from './basic-login.ts';
import type { FrontReply, FrontRequest } from './start-vendor-front.ts';

export interface QuayAccount extends Account {
  /** `$oauthtoken` stands for OAuth; robots and passwords are for `/v2/` alone. */
  readonly kind: 'oauth' | 'robot';
  /** Of the OAuth token. */
  readonly scopes?: readonly ('repo:read' | 'user:read')[];
  /** Names, or everything. */
  readonly reads: readonly string[] | 'all';
  readonly organizations?: readonly string[];
}

export interface QuayKnobs {
  accounts: readonly QuayAccount[];
  publicRepositories: readonly string[];
  /** Listed by the API, and no images. */
  applications: readonly string[];
  /** Rows a page of repositories; Quay's own is 100. */
  pageSize: number;
}

export interface QuayState extends QuayKnobs {
  readonly registryUrl: string;
  readonly tokens: Map<string, QuayToken>;
}

export interface QuayToken {
  readonly account: QuayAccount | undefined;
  readonly repositories: readonly string[];
}

export function quayAccountOf(state: QuayState, request: FrontRequest): QuayAccount | undefined {
  const login = basicLogin(request);
  return state.accounts.find(
    ({ username, password }) => login?.username === username && login.password === password,
  );
}

export function mayRead(
  state: QuayState,
  account: QuayAccount | undefined,
  repository: string,
): boolean {
  if (state.publicRepositories.includes(repository)) return true;
  return account?.reads === 'all' || (account?.reads.includes(repository) ?? false);
}

/** Page tokens are opaque; what cannot be read begins at the front, without a word. */
export function pageAt(token: string | null): number {
  const text = Buffer.from(token ?? '', 'base64url').toString('latin1');
  return Number(/^start=([0-9]+)$/.exec(text)?.[1] ?? 0);
}

export function pageToken(start: number): string {
  return Buffer.from(`start=${start}`, 'latin1').toString('base64url');
}

export function quayError(status: number, code: string, challenge?: string): FrontReply {
  const headers = challenge === undefined ? {} : { 'www-authenticate': challenge };
  const body = { errors: [{ code, message: code.toLowerCase(), detail: {} }] };
  return { kind: 'answer', status, headers, body };
}
