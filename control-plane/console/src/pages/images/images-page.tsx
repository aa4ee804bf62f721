// Every image: one row for each registry, repository, tag and platform. The list is as long as it is; only what is on
// the screen is asked for and drawn.
import { getRouteApi } from '@tanstack/react-router';
import { PageHead } from '../../components/page-head.tsx';
import { ImagesFilter } from './images-filter.tsx';
import { ImagesList } from './images-list.tsx';
import './images.css';

const route = getRouteApi('/images');

export function ImagesPage() {
  const search = route.useSearch();
  return (
    <>
      <PageHead
        title="Images"
        note="What the registries hold, by tag and platform, with what was found inside"
      />
      <section className="panel" aria-label="Images">
        <ImagesFilter />
        {/* Another filter is another list: it begins at its top. */}
        <ImagesList key={JSON.stringify(search)} search={search} />
      </section>
    </>
  );
}
