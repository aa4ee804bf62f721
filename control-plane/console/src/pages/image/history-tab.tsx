// What a tag that shows this image named before, and after.
import { getRouteApi } from '@tanstack/react-router';
import { useOperation } from '../../api/use-operation.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { FailureNotice } from '../../components/failure-notice.tsx';
import { FilterSelect } from '../../components/filter-select.tsx';
import { Pager } from '../../components/pager.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { changedSearch } from '../../search-change.ts';
import { HistoryTable } from './history-table.tsx';
import type { ImageDetail } from './image-detail.ts';

const route = getRouteApi('/images/$digest');
const pageSize = 50;

type Place = ImageDetail['places'][number];

export function HistoryTab({ image }: { readonly image: ImageDetail }) {
  const { place: asked } = route.useSearch();
  const navigate = route.useNavigate();
  const { places } = image;
  const place = places.find((each) => placeName(each) === asked) ?? places[0];
  if (place === undefined) {
    return (
      <EmptyState title="No tag shows this image now">
        The history of a tag is told at the image it shows. Findings that were here are kept, as
        resolved.
      </EmptyState>
    );
  }
  return (
    <>
      {places.length < 2 ? null : (
        <div className="panel-head filters">
          <FilterSelect
            label="Tag"
            value={placeName(place)}
            options={places.map((each) => [placeName(each), placeWords(each)] as const)}
            onChange={(next) =>
              void navigate({
                search: (before) => changedSearch(before, { place: next }),
                replace: true,
                resetScroll: false,
              })
            }
          />
        </div>
      )}
      <History key={placeName(place)} place={place} image={image} />
    </>
  );
}

function History({ place, image }: { readonly place: Place; readonly image: ImageDetail }) {
  const { page = 1 } = route.useSearch();
  const navigate = route.useNavigate();
  const { registryId: id, repository, tag } = place;
  const history = useOperation(
    'GET /api/registries/{id}/tag-history',
    { params: { id }, query: { repository, tag, page, limit: pageSize } },
    { keepPrevious: true },
  );
  if (history.isPending) return <Skeleton lines={5} label="Loading the history …" />;
  if (history.isError) {
    return (
      <FailureNotice
        error={history.error}
        what="The history could not be read."
        retry={() => void history.refetch()}
      />
    );
  }
  return (
    <>
      <HistoryTable name={`${repository}:${tag}`} rows={history.data.data} image={image} />
      <Pager
        meta={history.data.meta}
        what="digests"
        onPage={(next) =>
          void navigate({ search: (before) => ({ ...before, page: next }), resetScroll: false })
        }
      />
    </>
  );
}

/** As the address names it. */
export function placeName({ registryId, repository, tag }: Place): string {
  return `${registryId}/${repository}:${tag}`;
}

function placeWords({ registryName, repository, tag }: Place): string {
  return `${repository}:${tag}, ${registryName}`;
}
