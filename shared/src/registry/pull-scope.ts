// The rights a token is asked for. The sensor never asks for more than reading, whatever a challenge suggests.

export const catalogScope = 'registry:catalog:*';

export function pullScope(repository: string): string {
  return `repository:${repository}:pull`;
}

/** Azure's right to read names, tags and digests, without the bytes. */
export function metadataScope(repository: string): string {
  return `repository:${repository}:metadata_read`;
}

/**
 * The scopes of a challenge cut down to reading. A challenge knows the true name behind a path prefix, so it is worth
 * hearing; but a token that may push must not come into being because a registry suggested it.
 */
export function readingScopes(challengeScope: string | undefined): readonly string[] {
  const scopes = (challengeScope ?? '').split(' ').slice(0, scopeCountMax).flatMap(readingScope);
  return [...new Set(scopes)];
}

const scopeCountMax = 8;

function readingScope(scope: string): readonly string[] {
  if (scope === catalogScope) return [scope];
  // The name may hold a colon (a port), so the actions begin at the last one.
  const match = /^repository(?:\([a-z0-9]+\))?:([^\s]{1,512}):([a-z*,_]+)$/.exec(scope);
  const actions = match?.[2]?.split(',') ?? [];
  if (match?.[1] !== undefined && actions.join() === 'metadata_read') {
    return [metadataScope(match[1])];
  }
  const reads = actions.includes('pull') || actions.includes('*');
  return match?.[1] !== undefined && reads ? [pullScope(match[1])] : [];
}
