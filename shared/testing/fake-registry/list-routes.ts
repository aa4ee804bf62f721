// The two lists, catalog and tags, and the ways of turning their pages.
import type { RegistryContent } from './registry-content.ts';
import type { RegistryExchange } from './registry-exchange.ts';
import type { RegistryKnobs } from './registry-knobs.ts';

interface Page {
  readonly items: readonly string[];
  /** The first page is 1. */
  readonly number: number;
  readonly isLast: boolean;
  readonly size: number;
}

export async function answerCatalog(
  exchange: RegistryExchange,
  content: RegistryContent,
): Promise<void> {
  const page = await readPage(exchange, content.repositories());
  if (page) await exchange.sendJson(200, { repositories: page.items }, linkHeader(exchange, page));
}

export async function answerTags(
  exchange: RegistryExchange,
  content: RegistryContent,
): Promise<void> {
  const { repository: name } = exchange.route;
  const tags = content.tags(name);
  if (!tags) {
    return exchange.sendError(404, 'NAME_UNKNOWN', {
      message: 'repository name not known to registry',
      detail: { name },
    });
  }
  if (exchange.knobs.tagsNull) return exchange.sendJson(200, { name, tags: null });
  if (!exchange.knobs.tagsPaged) return exchange.sendJson(200, { name, tags });
  const page = await readPage(exchange, tags.toSorted());
  if (page) await exchange.sendJson(200, { name, tags: page.items }, linkHeader(exchange, page));
}

async function readPage(
  exchange: RegistryExchange,
  all: readonly string[],
): Promise<Page | undefined> {
  const { knobs, url } = exchange;
  const asked = url.searchParams.get('n');
  const size = asked === null ? knobs.pageSize : Number(asked);
  if (!Number.isInteger(size) || size < 0 || size > knobs.pageSizeMax) {
    await exchange.sendError(400, 'PAGINATION_NUMBER_INVALID', { detail: { n: asked } });
    return undefined;
  }
  return cutPage(all, size, knobs.ignoresLast ? '' : (url.searchParams.get('last') ?? ''));
}

function cutPage(all: readonly string[], size: number, last: string): Page {
  const start = last === '' ? 0 : all.filter((item) => item <= last).length;
  return {
    items: all.slice(start, start + size),
    number: 1 + Math.ceil(start / Math.max(1, size)),
    isLast: start + size >= all.length || size === 0,
    size,
  };
}

function linkHeader(exchange: RegistryExchange, page: Page): Readonly<Record<string, string>> {
  const { knobs } = exchange;
  const dropped = page.number >= (knobs.linkDroppedFromPage ?? Number.POSITIVE_INFINITY);
  if (knobs.linkForm === 'none' || dropped || (page.isLast && knobs.linkForm !== 'loop')) return {};
  return { link: `<${linkTarget(exchange, page, knobs)}>; rel="next"` };
}

function linkTarget(exchange: RegistryExchange, page: Page, knobs: RegistryKnobs): string {
  const { origin, pathname, search } = exchange.url;
  const last = page.items.at(-1) ?? '';
  const next = `${pathname}?last=${encodeURIComponent(last)}&n=${page.size}`;
  switch (knobs.linkForm) {
    case 'absolute':
      return `${origin}${next}`;
    case 'cross-origin':
      return `${knobs.linkOrigin}${next}`;
    case 'unencoded':
      return `${pathname}?last=${last}&n=${page.size}`;
    case 'prefix-lost':
      return next.slice(new URL(exchange.base).pathname.replace(/\/$/, '').length);
    case 'loop':
      return `${pathname}${search}`;
    default:
      return next;
  }
}
