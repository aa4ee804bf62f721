// The packages that differ: with the versions on each side, or without any where one has none.
import type { Compared } from './compared.ts';

type Changes = Compared['packages'];
type Kind = keyof Changes;

const kinds: readonly Kind[] = ['changed', 'added', 'removed'];

export function ComparedPackages({ packages }: { readonly packages: Changes }) {
  const rows = kinds.flatMap((kind) => packages[kind].rows.map((change) => ({ kind, ...change })));
  const left = kinds.reduce(
    (sum, kind) => sum + packages[kind].total - packages[kind].rows.length,
    0,
  );
  if (rows.length === 0) {
    return <p className="panel-body muted">Both hold the same packages in the same versions.</p>;
  }
  return (
    <>
      <div className="scroll">
        <table>
          <thead>
            <tr>
              <th scope="col">Package</th>
              <th scope="col">Type</th>
              <th scope="col">Change</th>
              <th scope="col">From</th>
              <th scope="col">To</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ kind, type, name, from, to }) => (
              <tr key={`${kind} ${type} ${name}`}>
                <td className="mono name">{name}</td>
                <td className="small muted">{type}</td>
                <td>
                  <span className="tag">{kind}</span>
                </td>
                <td className="mono small" data-label="From">
                  {versions(from)}
                </td>
                <td className="mono small" data-label="To">
                  {versions(to)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {left === 0 ? null : (
        <p className="panel-body small muted">{left.toLocaleString('en')} more are not shown.</p>
      )}
    </>
  );
}

function versions(list: readonly string[]): string {
  return list.length === 0 ? '–' : list.join(', ');
}
