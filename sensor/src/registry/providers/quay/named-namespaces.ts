// Which namespaces the filters of a connection name outright: `shop/**` names shop, `*/web` names none.

export interface NamedNamespaces {
  readonly named: readonly string[];
  /** Whether the filters keep repositories of other namespaces too. */
  readonly andOthers: boolean;
}

const namespacePattern = /^[a-z0-9]+(?:[._-]+[a-z0-9]+)*$/;

export function namedNamespaces(include: readonly string[]): NamedNamespaces {
  const first = include.map((pattern) => {
    const slash = pattern.indexOf('/');
    return slash === -1 ? '' : pattern.slice(0, slash);
  });
  const named = first.filter((name) => namespacePattern.test(name));
  const andOthers = include.length === 0 || named.length < include.length;
  return { named: [...new Set(named)], andOthers };
}
