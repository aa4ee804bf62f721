// The steps of the build beside what each brought, all bars on one scale. Choosing a step narrows the findings below.
import { getRouteApi } from '@tanstack/react-router';
import { byteWords } from '../../components/byte-words.ts';
import { Panel } from '../../components/panel.tsx';
import { totalOf } from '../../components/severity.ts';
import { SeverityBar } from '../../components/severity-bar.tsx';
import { changedSearch } from '../../search-change.ts';
import type { ImageDetail } from './image-detail.ts';

const route = getRouteApi('/images/$digest');

export function LayersPanel({ layers }: { readonly layers: ImageDetail['layers'] }) {
  const { layer: chosen } = route.useSearch();
  const navigate = route.useNavigate();
  const most = Math.max(1, ...layers.map(({ findings }) => totalOf(findings)));
  const choose = (layer: string) =>
    void navigate({
      search: (before) =>
        changedSearch(before, {
          layer: before.layer === layer ? undefined : layer,
          tab: undefined,
        }),
      replace: true,
      resetScroll: false,
    });
  return (
    <Panel title="Where it comes from" note={`${layers.length} layers, the base first`} flush>
      <ol className="layers">
        {numbered(layers).map(({ layer, index, id }) => (
          <li key={id}>
            <button
              type="button"
              className="layer"
              aria-pressed={chosen === String(index)}
              onClick={() => choose(String(index))}
            >
              <span className="tiny muted number nowrap">{byteWords(layer.sizeBytes)}</span>
              <span className="layer-step mono">{stepWords(layer.createdBy)}</span>
              <span className="tiny muted number nowrap layer-packages">
                {layer.packages.toLocaleString('en')} packages
              </span>
              {totalOf(layer.findings) === 0 ? (
                <span className="tiny muted">nothing found</span>
              ) : (
                <SeverityBar counts={layer.findings} most={most} />
              )}
            </button>
          </li>
        ))}
      </ol>
    </Panel>
  );
}

/** As it stands in a Dockerfile, without what the builder put around it. */
function stepWords(createdBy: string | undefined): string {
  if (createdBy === undefined || createdBy === '') return 'step not told';
  return createdBy
    .replace(/^\/bin\/sh -c #\(nop\)\s*/, '')
    .replace(/^\/bin\/sh -c /, 'RUN ')
    .replace(/\s+# buildkit$/, '');
}

/** The same layer may stand twice: the empty one of a step that changed no file. */
function numbered(layers: ImageDetail['layers']) {
  return layers.map((layer, index) => ({ layer, index, id: `${index} ${layer.digest}` }));
}
