// What there is in all, each number the way to its list.
import type { DataOf } from '@harborguard/client/operation-types.ts';
import { Link } from '@tanstack/react-router';
import { AdvisoryAge } from '../../components/advisory-age.tsx';
import { counted } from '../../components/counted.ts';

export function OverviewNote({
  overview: { registries, sensors, images },
}: {
  readonly overview: DataOf<'GET /api/overview'>;
}) {
  const connected = registries.CONNECTED + registries.SYNCING;
  return (
    <>
      <Link className="quiet-link" to="/registries">
        {counted(registries.total, 'registry', 'registries')}
      </Link>
      , {connected.toLocaleString('en')} connected ·{' '}
      <Link className="quiet-link" to="/sensors">
        {counted(sensors.total, 'sensor')}
      </Link>
      , {sensors.online.toLocaleString('en')} online ·{' '}
      <Link className="quiet-link" to="/images">
        {counted(images.known, 'image')}
      </Link>
      <span className="narrow-only">
        {' '}
        · <AdvisoryAge />
      </span>
    </>
  );
}
