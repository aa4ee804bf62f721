// Which of a registry's challenges to answer. Whether the realm may be trusted is judged in judge-realm.ts.
import type { Challenge } from './parse-challenges.ts';

export type ChosenChallenge =
  | {
      readonly kind: 'bearer';
      readonly realm: string;
      readonly service?: string;
      readonly scope?: string;
      /** `insufficient_scope` or `invalid_token`, when the registry says why it refused a token. */
      readonly error?: string;
    }
  | { readonly kind: 'basic' }
  /** No challenge that can be answered. */
  | { readonly kind: 'none' };

/** Bearer with a usable realm first; Basic next, also where a Bearer realm is no address. */
export function chooseChallenge(challenges: readonly Challenge[]): ChosenChallenge {
  for (const { scheme, parameters } of challenges) {
    const realm = parameters.get('realm') ?? '';
    if (scheme === 'bearer' && isHttpUrl(realm)) return bearer(realm, parameters);
  }
  const answerable = challenges.some(({ scheme }) => scheme === 'basic' || scheme === 'bearer');
  return { kind: answerable ? 'basic' : 'none' };
}

function bearer(realm: string, parameters: ReadonlyMap<string, string>): ChosenChallenge {
  const service = parameters.get('service');
  const scope = parameters.get('scope');
  const error = parameters.get('error');
  return {
    kind: 'bearer',
    realm,
    ...(service === undefined ? {} : { service }),
    ...(scope === undefined ? {} : { scope }),
    ...(error === undefined ? {} : { error }),
  };
}

function isHttpUrl(text: string): boolean {
  const url = URL.parse(text);
  return url !== null && (url.protocol === 'https:' || url.protocol === 'http:');
}
