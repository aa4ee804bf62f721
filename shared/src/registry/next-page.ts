// Where a paged list goes on. A Link header is untrusted: of what it says only the query is taken, and only when it
// speaks of the very list that was asked for; so it can lead to no other host and no other path.
// https://github.com/opencontainers/distribution-spec/blob/main/spec.md#listing-tags

export type NextPage =
  | { readonly kind: 'next'; readonly url: string }
  | { readonly kind: 'end' }
  /** There is a link to a next page, but not one to follow. */
  | { readonly kind: 'ignored'; readonly reason: string };

/** Cursors of cloud registries reach 2 KiB. */
const linkLengthMax = 16 * 1024;

export function nextPage(requestUrl: string, linkLines: readonly string[]): NextPage {
  const target = linkLines.map(nextTarget).find((found) => found !== undefined);
  if (target === undefined) return { kind: 'end' };
  const request = new URL(requestUrl);
  const link = URL.parse(target, request.href);
  if (link === null) return { kind: 'ignored', reason: 'the link is no address' };
  // Behind a proxy that ends TLS a registry may get its own scheme and port wrong; the name counts.
  if (link.hostname !== request.hostname) {
    return { kind: 'ignored', reason: 'the link leads to another host' };
  }
  // A registry below a path prefix often does not know its prefix.
  if (!request.pathname.endsWith(link.pathname)) {
    return { kind: 'ignored', reason: 'the link leads to another list' };
  }
  return { kind: 'next', url: `${request.origin}${request.pathname}${link.search}` };
}

function nextTarget(line: string): string | undefined {
  if (line.length > linkLengthMax) return undefined;
  for (const [, target, parameters] of line.matchAll(/<([^<>]*)>([^<]*)/g)) {
    if (
      /;\s*rel\s*=\s*(?:"(?:[^"]*\s)?next(?:\s[^"]*)?"|next(?=[\s;,]|$))/i.test(parameters ?? '')
    ) {
      return target;
    }
  }
  return undefined;
}
