// Harbor's own API at the registry's address: one page of a numbered list at a time, and the check that no page moved
// under the walk. Which lists there are is said in create-harbor-provider.ts.
import { HarborError } from '@harborguard/shared/errors/harbor-error.ts';
import {
  headerLine,
  type ResponseHeaders,
} from '@harborguard/shared/registry/registry-exchange.ts';
import { basicAuthorization } from '@harborguard/shared/registry/token-exchange.ts';
import type { Static, TSchema } from 'typebox';
import { askVendor } from '../ask-vendor.ts';
import type { GenericProviderParts } from '../generic-provider.ts';
import type { ListWalk } from '../list-walk.ts';

/** The most Harbor gives; it refuses larger pages. */
const pageSize = 100;

export interface HarborQuestion<Schema extends TSchema> {
  /** Below `/api/v2.0`, with its query. */
  readonly path: string;
  readonly schema: Schema;
  readonly resource: 'catalog' | 'tags';
  readonly repository?: string;
}

/** Where a walk through a numbered list is. */
export interface HarborPlace {
  /** The first is 1. */
  readonly page: number;
  /** How long the list said it was, on the page before. */
  readonly total?: number;
}

export class HarborApi {
  readonly #parts: GenericProviderParts;
  readonly #url: string;

  constructor(parts: GenericProviderParts, url: string) {
    this.#parts = parts;
    this.#url = url;
  }

  async ask<const Schema extends TSchema>(question: HarborQuestion<Schema>, signal: AbortSignal) {
    const { path, ...rest } = question;
    const authorization = await this.#authorization(signal);
    return await askVendor<Schema>(this.#parts, {
      ...rest,
      url: `${this.#url}${path}`,
      // Without it a project whose name is a number would be looked up by its id.
      headers: { 'x-is-resource-name': 'true' },
      signal,
      ...(authorization === undefined ? {} : { authorization }),
    });
  }

  /** Every page from this place on. Throws CATALOG_TRUNCATED when entries may have slipped between two pages. */
  async *pages<Row, const Schema extends TSchema>(
    question: HarborQuestion<Schema> & { rowsOf(value: Static<Schema>): readonly Row[] },
    { walk, place, signal }: { walk: ListWalk; place: HarborPlace; signal: AbortSignal },
  ): AsyncGenerator<{ readonly rows: readonly Row[]; readonly next?: HarborPlace }> {
    const { rowsOf, path, ...rest } = question;
    let { page, total } = place;
    for (;;) {
      walk.enter(String(page));
      const query = `${path.includes('?') ? '&' : '?'}page=${page}&page_size=${pageSize}`;
      const answer = await this.ask({ ...rest, path: `${path}${query}` }, signal);
      const rows = rowsOf(answer.value);
      const told = totalCount(answer.headers);
      // An entry removed before this page has moved one from here to the page before, which was read already.
      if (told !== undefined && total !== undefined && told < total) {
        throw walk.truncated('the list became shorter while it was read');
      }
      if (isLast(page, rows.length, told)) return yield { rows };
      total = told ?? total;
      page += 1;
      yield { rows, next: { page, ...(total === undefined ? {} : { total }) } };
    }
  }

  async #authorization(signal: AbortSignal): Promise<string | undefined> {
    const { credentials, target } = this.#parts;
    const { credential } = await credentials.resolve(target, { signal });
    if (credential.kind === 'password') return basicAuthorization(credential);
    if (credential.kind === 'anonymous') return undefined;
    // A token of the token service's own making means nothing to the API.
    throw new HarborError('REGISTRY_FORBIDDEN', {
      details: { reason: 'the API takes a user name and a password' },
    });
  }
}

function isLast(page: number, rows: number, total: number | undefined): boolean {
  if (rows === 0) return true;
  return total === undefined ? rows < pageSize : page * pageSize >= total;
}

function totalCount(headers: ResponseHeaders): number | undefined {
  const text = headerLine(headers, 'x-total-count') ?? '';
  return /^[0-9]{1,9}$/.test(text) ? Number(text) : undefined;
}
