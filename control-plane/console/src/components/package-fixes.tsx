// The packages an advisory is about, each with the version that fixes it.
const shownMax = 3;

interface FixedPackage {
  readonly type: string;
  readonly name: string;
  readonly fixedIn?: string | undefined;
}

export function PackageFixes({
  packages,
  most = shownMax,
}: {
  readonly packages: readonly FixedPackage[];
  readonly most?: number;
}) {
  const more = packages.length - most;
  return (
    <ul className="package-fixes">
      {packages.slice(0, most).map(({ type, name, fixedIn }) => (
        <li key={`${type} ${name} ${fixedIn}`}>
          <span className="mono">{name}</span> <span className="tiny muted">{type}</span>{' '}
          {fixedIn === undefined ? (
            <span className="tiny muted">no fix yet</span>
          ) : (
            <span className="mono fixed-in nowrap">→ {fixedIn}</span>
          )}
        </li>
      ))}
      {more > 0 ? <li className="tiny muted">and {more} more</li> : null}
    </ul>
  );
}
