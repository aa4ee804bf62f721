// Where a one-time link leads. The token stands behind the #, which browsers keep to themselves: no server, proxy or
// log on the way sees it.
import type { LinkKind } from './people-store.ts';

const paths: Readonly<Record<LinkKind, string>> = {
  'first-owner': 'first-owner',
  invitation: 'invitation',
  'password-reset': 'password-reset',
};

export function linkAddress(base: string, kind: LinkKind, token: string): string {
  return `${base.replace(/\/+$/, '')}/${paths[kind]}#${token}`;
}
