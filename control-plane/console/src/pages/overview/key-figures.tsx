// Four figures that say how things stand.
import type { DataOf } from '@harborguard/client/operation-types.ts';
import { FigureLink } from './figure-link.tsx';

type Overview = DataOf<'GET /api/overview'>;

export function KeyFigures({ overview }: { readonly overview: Overview }) {
  const { findings, images, sensors, registries } = overview;
  const coverage = images.known === 0 ? undefined : (images.scanned / images.known) * 100;
  return (
    <div className="grid-4">
      <FigureLink
        to="/findings"
        search={{ by: 'place', fixable: true }}
        label="Fix available"
        value={findings.fixable.toLocaleString('en')}
        note={`of ${findings.total.toLocaleString('en')} open findings`}
      />
      <FigureLink
        to="/images"
        search={{ state: 'waiting' }}
        label="Coverage"
        value={
          coverage === undefined
            ? '–'
            : `${coverage.toLocaleString('en', { maximumFractionDigits: 1 })} %`
        }
        note={
          images.waiting === 0
            ? 'every known image is scanned'
            : `${images.waiting.toLocaleString('en')} images not scanned yet`
        }
      />
      <FigureLink
        to="/registries"
        label="Registries connected"
        value={`${registries.CONNECTED + registries.SYNCING} of ${registries.total}`}
        note={
          registries.SYNCING === 0 ? 'none is syncing now' : `${registries.SYNCING} syncing now`
        }
      />
      <FigureLink
        to="/sensors"
        label="Sensors online"
        value={`${sensors.online} of ${sensors.total}`}
        note={sensors.offline === 0 ? 'none is lost' : `${sensors.offline} offline`}
      />
    </div>
  );
}
