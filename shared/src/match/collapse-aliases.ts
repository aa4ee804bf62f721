// Joins the records that hit one package and are names of the same vulnerability. Aliases join, transitively;
// `upstream` never does, because one update of a distro is made from many vulnerabilities.

export interface Named {
  readonly id: string;
  readonly aliases: readonly string[];
}

/** Groups in the order in which their first record came. */
export function collapseAliases<Item>(
  items: readonly Item[],
  namesOf: (item: Item) => Named,
): readonly (readonly Item[])[] {
  const parents = new Map<string, string>();
  for (const item of items) {
    const { id, aliases } = namesOf(item);
    for (const alias of aliases) join(parents, id, alias);
  }
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const root = rootOf(parents, namesOf(item).id);
    const group = groups.get(root);
    if (group === undefined) groups.set(root, [item]);
    else group.push(item);
  }
  return [...groups.values()];
}

function join(parents: Map<string, string>, left: string, right: string): void {
  const leftRoot = rootOf(parents, left);
  const rightRoot = rootOf(parents, right);
  if (leftRoot !== rightRoot) parents.set(rightRoot, leftRoot);
}

function rootOf(parents: Map<string, string>, name: string): string {
  let root = name;
  for (let parent = parents.get(root); parent !== undefined; parent = parents.get(root)) {
    const grandparent = parents.get(parent);
    if (grandparent !== undefined) parents.set(root, grandparent);
    root = parent;
  }
  return root;
}
