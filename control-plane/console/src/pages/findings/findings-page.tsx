// Findings, two ways: summed by advisory across images, and each in its place, followed over time.
import { getRouteApi } from '@tanstack/react-router';
import { ExportMenu } from '../../components/export-menu.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { TabLinks } from '../../components/tab-links.tsx';
import { ViewsMenu } from '../../components/views/views-menu.tsx';
import { changedSearch } from '../../search-change.ts';
import { AdvisoriesList } from './advisories-list.tsx';
import { findingListQuery } from './finding-list-query.ts';
import { FindingsFilter } from './findings-filter.tsx';
import { PlacesList } from './places-list.tsx';
import './findings.css';

const route = getRouteApi('/findings');

export function FindingsPage() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const query = findingListQuery(search);
  const isByPlace = search.by === 'place';
  return (
    <>
      <PageHead
        title="Findings"
        note={
          isByPlace
            ? 'Each advisory in its place, counted once for every tag that shows it'
            : 'Advisories that apply to packages of your images, the most severe first'
        }
        actions={
          <>
            <ViewsMenu
              kind={isByPlace ? 'findings' : 'advisories'}
              search={{ ...search, by: undefined }}
              onChoose={(view) =>
                void navigate({ search: isByPlace ? { ...view, by: 'place' } : view })
              }
            />
            <ExportMenu operation="GET /api/findings/export" what="findings" query={query} />
          </>
        }
      />
      <section className="panel" aria-label="Findings">
        <TabLinks
          label="How findings are listed"
          chosen={isByPlace ? 'place' : 'advisory'}
          tabs={[
            ['advisory', 'By advisory'],
            ['place', 'In their places'],
          ]}
          onChoose={(by) =>
            void navigate({
              search: (before) =>
                changedSearch(before, { by: by === 'place' ? by : undefined, sort: undefined }),
            })
          }
        />
        <FindingsFilter />
        {isByPlace ? <PlacesList query={query} /> : <AdvisoriesList query={query} />}
      </section>
    </>
  );
}
