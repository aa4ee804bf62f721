// Every image: one row for each registry, repository, tag and platform. The list is as long as it is; only what is on
// the screen is asked for and drawn.
import { getRouteApi } from '@tanstack/react-router';
import { ButtonLink } from '../../components/button.tsx';
import { ExportMenu } from '../../components/export-menu.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { ViewsMenu } from '../../components/views/views-menu.tsx';
import { imageListQuery } from './image-list-query.ts';
import { ImagesFilter } from './images-filter.tsx';
import { ImagesList } from './images-list.tsx';
import './images.css';

const route = getRouteApi('/images');

export function ImagesPage() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const query = imageListQuery(search);
  const { sort: _sort, ...filter } = query;
  return (
    <>
      <PageHead
        title="Images"
        note="What the registries hold, by tag and platform, with what was found inside"
        actions={
          <>
            <ButtonLink to="/compare">Compare two</ButtonLink>
            <ViewsMenu
              kind="images"
              search={search}
              onChoose={(view) => void navigate({ search: view })}
            />
            <ExportMenu operation="GET /api/images/export" what="images" query={filter} />
          </>
        }
      />
      <section className="panel" aria-label="Images">
        <ImagesFilter />
        {/* Another filter is another list: it begins at its top. */}
        <ImagesList key={JSON.stringify(query)} search={query} />
      </section>
    </>
  );
}
