// The steps of the build beside what each brought, all bars on one scale. Choosing a step narrows the findings below.
import { getRouteApi } from '@tanstack/react-router';
import { byteWords } from '../../components/byte-words.ts';
import { counted } from '../../components/counted.ts';
import { Panel } from '../../components/panel.tsx';
import { totalOf } from '../../components/severity.ts';
import { SeverityBar } from '../../components/severity-bar.tsx';
import { SeverityCountsLine } from '../../components/severity-counts.tsx';
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
    <Panel title="Where it comes from" note={originWords(layers)} flush>
      <ol className="layers">
        {numbered(layers).map(({ layer, index, id }) => (
          <li key={id}>
            <button
              type="button"
              className="layer"
              data-base={layer.fromBase}
              aria-pressed={chosen === String(index)}
              onClick={() => choose(String(index))}
            >
              <span className="tiny muted number nowrap">
                {layer.fromBase === true ? (
                  <>
                    Base image
                    <span className="visually-hidden">, {byteWords(layer.sizeBytes)}</span>
                  </>
                ) : (
                  byteWords(layer.sizeBytes)
                )}
              </span>
              <span className="layer-step mono" title={layer.createdBy}>
                {stepWords(layer.createdBy)}
              </span>
              <span className="tiny muted number nowrap layer-packages">
                {counted(layer.packages, 'package')}
              </span>
              {totalOf(layer.findings) === 0 ? (
                <span className="tiny muted">nothing found</span>
              ) : (
                <span className="stack-tight">
                  <SeverityBar counts={layer.findings} most={most} />
                  <SeverityCountsLine counts={layer.findings} />
                </span>
              )}
            </button>
          </li>
        ))}
      </ol>
    </Panel>
  );
}

/** `149 findings in the base image, 45 in your own layers`; how many layers where nothing tells whose they are. */
function originWords(layers: ImageDetail['layers']): string {
  if (layers.every(({ fromBase }) => fromBase === undefined)) {
    return `${counted(layers.length, 'layer')}, the first at the top`;
  }
  const sumOf = (isBase: boolean): number =>
    layers
      .filter(({ fromBase }) => (fromBase === true) === isBase)
      .reduce((sum, { findings }) => sum + totalOf(findings), 0);
  return `${counted(sumOf(true), 'finding')} in the base image, ${sumOf(false).toLocaleString('en')} in your own layers`;
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
