// What is remembered of saved views: a list with its filters, under a name.

export const viewKinds = ['images', 'findings', 'advisories', 'jobs', 'registries'] as const;
export type ViewKind = (typeof viewKinds)[number];

/** The parameters of the list, as its address carries them. */
export type ViewQuery = Readonly<Record<string, string>>;

export interface SavedView {
  readonly id: string;
  readonly kind: ViewKind;
  readonly name: string;
  readonly query: ViewQuery;
  /** `person:ID` or `key:ID`. */
  readonly owner: string;
  readonly ownerName: string;
  /** Everybody of the organisation sees it; only its owner and admins change it. */
  readonly isShared: boolean;
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** Bound to one organisation. */
export interface ViewStore {
  insert(view: SavedView): Promise<void>;
  find(id: string): Promise<SavedView | undefined>;
  /** The owner's own and the shared ones, by name. */
  visibleTo(owner: string, kind: ViewKind | undefined): Promise<readonly SavedView[]>;
  countOf(owner: string): Promise<number>;
  change(id: string, change: ViewChange): Promise<void>;
  remove(id: string): Promise<void>;
}

export interface ViewChange extends Pick<SavedView, 'name' | 'query' | 'isShared'> {
  readonly updatedAt: number;
}
