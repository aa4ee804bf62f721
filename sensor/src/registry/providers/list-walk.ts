// The memory of one walk through a vendor's list: what was seen, so that nothing comes twice and nothing is endless.
import { HarborError } from '@harborguard/shared/errors/harbor-error.ts';

/** A list of more pages does not end by itself. */
const pageCountMax = 20_000;
/** Far above the largest registries known; keeps the memory of names seen bounded. */
const itemCountMax = 1_000_000;

export class ListWalk {
  readonly #subject: Readonly<Record<string, string>>;
  readonly #seen = new Set<string>();
  readonly #pages = new Set<string>();

  /** `subject` says in errors what was listed: host, repository. */
  constructor(subject: Readonly<Record<string, string>>) {
    this.#subject = subject;
  }

  get itemsSeen(): number {
    return this.#seen.size;
  }

  /** To be called with the place of each page before it is asked for. */
  enter(page: string): void {
    if (this.#pages.has(page)) throw this.truncated('the list leads in a circle');
    this.#pages.add(page);
    if (this.#pages.size > pageCountMax || this.#seen.size > itemCountMax) {
      throw this.truncated('the list does not end');
    }
  }

  /** Of these items the ones whose name came on no earlier page and can be used. */
  fresh<Item>(
    items: readonly Item[],
    nameOf: (item: Item) => string,
    isName: (name: string) => boolean,
  ): readonly Item[] {
    return items.filter((item) => {
      const name = nameOf(item);
      // A name that breaks the grammar cannot be pulled by anybody, and must not be put into an address.
      if (this.#seen.has(name) || !isName(name)) return false;
      this.#seen.add(name);
      return true;
    });
  }

  truncated(reason: string): HarborError {
    return new HarborError('CATALOG_TRUNCATED', {
      details: { ...this.#subject, reason, itemsSeen: this.#seen.size },
    });
  }
}
