// The paged lists of a registry, catalog and tags, walked to their true end. Registries lose the Link header, ignore
// `last`, repeat pages or never end; what counts is that a list that is not whole is never taken for whole.
import { HarborError } from '@harborguard/shared/errors/harbor-error.ts';
import { parseJsonObject } from '@harborguard/shared/oci/parse-json.ts';
import { nextPage } from '@harborguard/shared/registry/next-page.ts';
import {
  headerLines,
  type RegistryResponse,
} from '@harborguard/shared/registry/registry-exchange.ts';
import { type DistributionClient, type Subject, subjectDetails } from './distribution-client.ts';

/** What most registries allow at most; smaller when one refuses it. */
const pageSize = 1000;
const smallPageSize = 100;
/** Servers with a page size of their own use round ones; a tag list that ends on one may have been cut. */
const usualPageStep = 50;
/** A list of more pages does not end by itself. */
const pageCountMax = 5000;
/** Far above the largest registries known; keeps the memory of names seen bounded. */
const itemCountMax = 1_000_000;

export interface PagedList {
  readonly client: DistributionClient;
  readonly path: string;
  /** Absent where a mere login gives the right to list. */
  readonly scope?: string;
  readonly subject: Subject;
  readonly field: 'repositories' | 'tags';
  readonly isName: (text: string) => boolean;
  /** The name in an entry; absent: entries are names. Undefined for an entry that is none. */
  readonly nameOf?: (entry: unknown) => string | undefined;
  readonly signal: AbortSignal;
  /** This registry links every page but the last, so that its word can be taken. */
  readonly endsWithoutLink?: boolean;
  /** Of an earlier walk. */
  readonly cursor?: string;
}

export interface ListedPage {
  /** Not seen on an earlier page of this walk. */
  readonly items: readonly string[];
  readonly cursor?: string;
}

export async function* listPages(list: PagedList): AsyncGenerator<ListedPage> {
  const walk = new PageWalk(list);
  let page = await walk.firstPage();
  for (;;) {
    const step = await walk.after(page);
    if (step.kind === 'end') return yield { items: page.fresh };
    if (step.kind === 'truncated') {
      yield { items: page.fresh };
      throw walk.truncated(step.reason);
    }
    yield { items: page.fresh, cursor: step.query };
    page = step.page ?? (await walk.laterPage(step.query));
  }
}

interface Page {
  readonly query: string;
  /** As the registry sent them. */
  readonly items: readonly string[];
  readonly fresh: readonly string[];
  readonly link: ReturnType<typeof nextPage>;
}

type Step =
  | { readonly kind: 'end' }
  | { readonly kind: 'truncated'; readonly reason: string }
  | { readonly kind: 'more'; readonly query: string; readonly page?: Page };

class PageWalk {
  readonly #list: PagedList;
  readonly #seen = new Set<string>();
  readonly #queries = new Set<string>();
  #size: number | undefined = pageSize;
  #longestPage = 0;
  #hadLink = false;

  constructor(list: PagedList) {
    this.#list = list;
  }

  async firstPage(): Promise<Page> {
    const { cursor } = this.#list;
    if (cursor !== undefined) {
      this.#size = Number(new URLSearchParams(cursor).get('n') ?? '') || undefined;
      return this.laterPage(cursor);
    }
    for (const size of [pageSize, smallPageSize, undefined]) {
      this.#size = size;
      const query = this.#query();
      const response = await this.#send(query);
      // Too large an `n` for this registry (or one of the proxies before it).
      const sizeRefused = response.status === 400 || response.status === 405;
      if (sizeRefused && size !== undefined) continue;
      if (response.status !== 200) throw await this.#refusal(response);
      return this.#read(query, response);
    }
    throw new TypeError('the last size is undefined and always decides');
  }

  async laterPage(query: string): Promise<Page> {
    const response = await this.#send(query);
    if (response.status === 200) return this.#read(query, response);
    // Some registries answer 404 when the item that `last` names was deleted between two pages.
    if (response.status === 404) throw this.truncated('the list changed while it was read');
    throw await this.#refusal(response);
  }

  /** Where the walk goes on: by the registry's link, or by asking for what follows the last item. */
  after(page: Page): Step | Promise<Step> {
    this.#longestPage = Math.max(this.#longestPage, page.items.length);
    if (this.#queries.size >= pageCountMax || this.#seen.size >= itemCountMax) {
      return { kind: 'truncated', reason: 'the list does not end' };
    }
    const linked = page.link.kind === 'next' ? new URL(page.link.url).search.slice(1) : undefined;
    if (linked !== undefined && !this.#queries.has(linked)) {
      this.#hadLink = true;
      return { kind: 'more', query: linked };
    }
    const linkUnusable = page.link.kind !== 'end';
    if (!this.#mayGoOn(page, linkUnusable)) return { kind: 'end' };
    return this.#askAfter(page, linkUnusable);
  }

  truncated(reason: string): HarborError {
    return new HarborError('CATALOG_TRUNCATED', {
      details: { ...subjectDetails(this.#list.subject), reason, itemsSeen: this.#seen.size },
    });
  }

  #mayGoOn(page: Page, linkUnusable: boolean): boolean {
    if (page.items.length === 0) return false;
    if (this.#list.endsWithoutLink === true && !linkUnusable) return false;
    // One more request is cheap for the catalog, and dear when there is one for each of many repositories.
    if (linkUnusable || this.#list.field === 'repositories') return true;
    return this.#isFull(page) || page.items.length % usualPageStep === 0;
  }

  #isFull({ items }: Page): boolean {
    return this.#hadLink ? items.length >= this.#longestPage : items.length === this.#size;
  }

  async #askAfter(page: Page, linkUnusable: boolean): Promise<Step> {
    const query = this.#query(page.items.at(-1));
    const next = this.#queries.has(query) ? undefined : await this.#pageAfterLast(query);
    if (next !== undefined && next.fresh.length > 0) return { kind: 'more', query, page: next };
    if (next?.items.length === 0) return { kind: 'end' };
    // The registry does not understand `last`, so whether there is more must be read from this page alone.
    if (linkUnusable) return { kind: 'truncated', reason: 'the link to the next page is unusable' };
    if (this.#isFull(page)) {
      return { kind: 'truncated', reason: 'the link to the next page is missing' };
    }
    return { kind: 'end' };
  }

  /** Undefined when the registry refuses such a question; other failures are failures of the walk. */
  async #pageAfterLast(query: string): Promise<Page | undefined> {
    const response = await this.#send(query);
    if (response.status === 200) return this.#read(query, response);
    if ([400, 404, 405].includes(response.status)) return undefined;
    throw await this.#refusal(response);
  }

  #query(last?: string): string {
    const query = new URLSearchParams();
    if (this.#size !== undefined) query.set('n', String(this.#size));
    if (last !== undefined) query.set('last', last);
    return query.toString();
  }

  #send(query: string): Promise<RegistryResponse> {
    this.#queries.add(query);
    const { client, scope, signal } = this.#list;
    const right = scope === undefined ? {} : { scope };
    return client.send('GET', this.#path(query), { ...right, signal });
  }

  #path(query: string): string {
    return query === '' ? this.#list.path : `${this.#list.path}?${query}`;
  }

  #read(query: string, response: RegistryResponse): Page {
    const items = this.#items(response);
    const fresh: string[] = [];
    for (const item of items) {
      // A name that breaks the grammar cannot be pulled by anybody, and must not be put into an address.
      if (this.#seen.has(item) || !this.#list.isName(item)) continue;
      this.#seen.add(item);
      fresh.push(item);
    }
    const requestUrl = `${this.#list.client.registryUrl}${this.#path(query)}`;
    return {
      query,
      items,
      fresh,
      link: nextPage(requestUrl, headerLines(response.headers, 'link')),
    };
  }

  #items(response: RegistryResponse): readonly string[] {
    const { field } = this.#list;
    const json = parseJsonObject(response.body);
    const value = json.kind === 'object' ? json.value[field] : undefined;
    // Old servers write null for an empty list of tags, or leave it out.
    const absent = value === null || (value === undefined && field === 'tags');
    if (json.kind === 'object' && absent) return [];
    if (!Array.isArray(value)) throw this.#invalid(`no list of ${field}`);
    const nameOf = this.#list.nameOf ?? plainName;
    return value.map(nameOf).filter((name) => name !== undefined);
  }

  #invalid(reason: string): HarborError {
    const { subject, client } = this.#list;
    const { host } = new URL(client.registryUrl);
    return new HarborError('REGISTRY_RESPONSE_INVALID', {
      details: { ...subjectDetails(subject), host, reason },
    });
  }

  #refusal(response: RegistryResponse): Promise<HarborError> {
    const { client, subject, signal } = this.#list;
    return client.refusal(response, subject, signal);
  }
}

function plainName(entry: unknown): string | undefined {
  return typeof entry === 'string' ? entry : undefined;
}
