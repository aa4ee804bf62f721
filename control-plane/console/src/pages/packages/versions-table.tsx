// One row for each version, on one scale, with the ways to the images that hold it and to what was found about it.

import type { RowOf } from '@harborguard/client/operation-types.ts';
import { Link } from '@tanstack/react-router';
import { counted } from '../../components/counted.ts';

type Version = RowOf<'GET /api/packages'>;

export function VersionsTable({
  versions,
  registry,
  repository,
}: {
  readonly versions: readonly Version[];
  readonly registry: string | undefined;
  readonly repository: string | undefined;
}) {
  const most = Math.max(1, ...versions.map(({ images }) => images));
  const place = {
    ...(registry === undefined ? {} : { registry }),
    ...(repository === undefined ? {} : { repository }),
  };
  return (
    <div className="scroll">
      <table>
        <thead>
          <tr>
            <th scope="col">Package</th>
            <th scope="col">Version</th>
            <th scope="col" className="version-share">
              Images
            </th>
            <th scope="col">Shown by</th>
            <th scope="col" className="end">
              Go to
            </th>
          </tr>
        </thead>
        <tbody>
          {versions.map((row) => {
            const { type, name, version, images, tags, repositories } = row;
            const held = `${name}@${version}`;
            return (
              <tr key={`${type} ${held}`}>
                <td>
                  <span className="mono name">{name}</span>{' '}
                  <span className="tiny muted">{type}</span>
                </td>
                <td className="mono">{version}</td>
                <td data-label="Images">
                  <span className="version-images">
                    <span className="number">{images.toLocaleString('en')}</span>
                    <svg
                      className="progress"
                      viewBox="0 0 100 6"
                      preserveAspectRatio="none"
                      aria-hidden="true"
                    >
                      <rect className="track" width="100" height="6" />
                      <rect className="done" width={(images / most) * 100} height="6" />
                    </svg>
                  </span>
                </td>
                <td className="small muted">
                  {counted(tags, 'tag')} in {counted(repositories, 'repository', 'repositories')}
                </td>
                <td className="end">
                  <span className="row version-ways">
                    <Link
                      className="link small"
                      to="/images"
                      search={{ ...place, package: held }}
                      aria-label={`Images with ${held}`}
                    >
                      Images
                    </Link>
                    <Link
                      className="link small"
                      to="/findings"
                      search={{ ...place, package: held }}
                      aria-label={`Findings in ${held}`}
                    >
                      Findings
                    </Link>
                  </span>
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
