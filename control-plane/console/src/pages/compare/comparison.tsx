// What the comparison found: the two sides on one scale, how much changed, and the lists of it.
import { getRouteApi } from '@tanstack/react-router';
import { TabLinks } from '../../components/tab-links.tsx';
import { changedSearch } from '../../search-change.ts';
import { type Compared, changedPackages, partOf } from './compared.ts';
import { ComparedFindingsTable } from './compared-findings-table.tsx';
import { ComparedPackages } from './compared-packages.tsx';
import { ComparedSides } from './compared-sides.tsx';

const route = getRouteApi('/compare');

export function Comparison({
  compared,
  names,
}: {
  readonly compared: Compared;
  readonly names: { readonly from: string; readonly to: string };
}) {
  const part = partOf(route.useSearch().show, compared);
  const navigate = route.useNavigate();
  const { added, fixed, kept } = compared.findings;
  const count = (total: number) => total.toLocaleString('en');
  return (
    <>
      <ComparedSides compared={compared} names={names} />
      <section className="panel" aria-label="What changed">
        <TabLinks
          label="What changed"
          chosen={part}
          tabs={[
            ['added', `New findings ${count(added.total)}`],
            ['fixed', `Gone ${count(fixed.total)}`],
            ['kept', `Stayed ${count(kept.total)}`],
            ['packages', `Packages ${count(changedPackages(compared))}`],
          ]}
          onChoose={(next) =>
            void navigate({
              search: (before) => changedSearch(before, { show: next }),
              replace: true,
              resetScroll: false,
            })
          }
        />
        {part === 'packages' ? (
          <ComparedPackages packages={compared.packages} />
        ) : (
          <ComparedFindingsTable key={part} part={part} findings={compared.findings[part]} />
        )}
      </section>
    </>
  );
}
