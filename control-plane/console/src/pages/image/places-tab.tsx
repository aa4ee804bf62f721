// The tags that show this image, and what its makers say about it.
import { Link } from '@tanstack/react-router';
import { RelativeTime } from '../../components/relative-time.tsx';
import { placeName } from './history-tab.tsx';
import type { ImageDetail } from './image-detail.ts';

export function PlacesTab({ image }: { readonly image: ImageDetail }) {
  const labels = Object.entries(image.facts?.labels ?? {});
  return (
    <>
      <div className="scroll">
        <table>
          <thead>
            <tr>
              <th scope="col">Tag</th>
              <th scope="col">Registry</th>
              <th scope="col">Pushed</th>
              <th scope="col">First seen</th>
              <th scope="col">Moved here</th>
              <th scope="col">Last seen</th>
              <th scope="col" className="end">
                Go to
              </th>
            </tr>
          </thead>
          <tbody>
            {image.places.map((place) => (
              <tr key={`${place.registryId} ${place.repository}:${place.tag}`}>
                <td className="name">
                  {place.repository}:{place.tag}
                </td>
                <td>
                  <Link className="link" to="/registries/$id" params={{ id: place.registryId }}>
                    {place.registryName}
                  </Link>
                </td>
                <td data-label="Pushed">
                  {place.pushedAt === null ? (
                    <span className="muted">the registry does not tell</span>
                  ) : (
                    <RelativeTime at={place.pushedAt} />
                  )}
                </td>
                <td data-label="First seen">
                  <RelativeTime at={place.firstSeenAt} />
                </td>
                <td data-label="Moved here">
                  <RelativeTime at={place.movedAt} />
                </td>
                <td data-label="Last seen">
                  <RelativeTime at={place.lastSeenAt} />
                </td>
                <td className="end">
                  <Link
                    className="link small"
                    to="/images/$digest"
                    params={{ digest: image.digest }}
                    search={{ tab: 'history', place: placeName(place) }}
                    aria-label={`History of ${place.repository}:${place.tag}`}
                  >
                    History
                  </Link>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {labels.length === 0 ? null : (
        <div className="panel-body stack">
          <h2>Labels</h2>
          <dl className="facts">
            {labels.map(([name, value]) => (
              <div key={name} className="label-pair">
                <dt className="mono">{name}</dt>
                <dd>{value}</dd>
              </div>
            ))}
          </dl>
        </div>
      )}
    </>
  );
}
