// The tokens a fake token service has handed out and what each allows. Tokens are opaque, as they should be to clients.
import { randomUUID } from 'node:crypto';
import type { Clock } from '../../src/ports.ts';

export interface GrantedScope {
  readonly type: string;
  readonly name: string;
  readonly actions: readonly string[];
}

interface IssuedToken {
  readonly scopes: readonly GrantedScope[];
  readonly expiresAtMs: number;
}

export class TokenBook {
  readonly #tokens = new Map<string, IssuedToken>();
  readonly #clock: Clock | undefined;

  /** Without a clock tokens never expire. */
  constructor(clock?: Clock) {
    this.#clock = clock;
  }

  issue(scopes: readonly GrantedScope[], lifetimeSeconds: number): string {
    const token = `token-${randomUUID()}`;
    this.#tokens.set(token, { scopes, expiresAtMs: this.#nowMs() + 1000 * lifetimeSeconds });
    return token;
  }

  isValid(token: string): boolean {
    const issued = this.#tokens.get(token);
    return issued !== undefined && (!this.#clock || this.#nowMs() < issued.expiresAtMs);
  }

  allows(token: string, wanted: GrantedScope): boolean {
    if (!this.isValid(token)) return false;
    const scopes = this.#tokens.get(token)?.scopes ?? [];
    return wanted.actions.every((action) =>
      scopes.some(
        (scope) =>
          scope.type === wanted.type &&
          scope.name === wanted.name &&
          scope.actions.includes(action),
      ),
    );
  }

  /** As when the signing key of the token service changes. */
  revokeAll(): void {
    this.#tokens.clear();
  }

  #nowMs(): number {
    return this.#clock?.now() ?? 0;
  }
}

/** `repository:name:pull,push`; the name may hold a colon. */
export function parseScope(text: string): GrantedScope | undefined {
  const first = text.indexOf(':');
  const last = text.lastIndexOf(':');
  if (first < 1 || last <= first) return undefined;
  return {
    type: text.slice(0, first),
    name: text.slice(first + 1, last),
    actions: text.slice(last + 1).split(','),
  };
}
