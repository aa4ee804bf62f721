// Narrows the list, in the address.

import type { RowOf } from '@harborguard/client/operation-types.ts';
import { getRouteApi } from '@tanstack/react-router';
import { FilterFields } from '../../components/filter-fields.tsx';
import { useNarrow } from '../../use-narrow.ts';
import { methodWords } from './method-words.ts';

const route = getRouteApi('/registries');
type Registry = RowOf<'GET /api/registries'>;
type Search = ReturnType<typeof route.useSearch>;

const statuses = ['ERROR', 'SYNCING', 'DISCONNECTED', 'CONNECTED'] as const;
const methods = ['sensor', 'cloud'] as const;

export function RegistriesFilter({
  registries,
  shown,
}: {
  readonly registries: readonly Registry[];
  readonly shown: number;
}) {
  const search = route.useSearch();
  const narrow = useNarrow<Search>(route.useNavigate());
  const countOf = (fits: (registry: Registry) => boolean) => registries.filter(fits).length;
  const all = ['', `All (${registries.length})`] as const;
  return (
    <FilterFields
      label="Filter registries"
      fields={[
        { kind: 'text', name: 'text', label: 'Name or address' },
        {
          ...{ kind: 'choice', name: 'status', label: 'Status' },
          options: [
            all,
            ...statuses.map(
              (each) => [each, `${each} (${countOf(({ status }) => status === each)})`] as const,
            ),
          ],
        },
        {
          ...{ kind: 'choice', name: 'method', label: 'Read by' },
          options: [
            all,
            ...methods.map(
              (each) =>
                [
                  each,
                  `${methodWords[each]} (${countOf(({ scanMethod }) => scanMethod === each)})`,
                ] as const,
            ),
          ],
        },
      ]}
      values={search}
      narrow={narrow}
    >
      <span className="spread" />
      <span className="muted small number" aria-live="polite">
        {shown} shown
      </span>
    </FilterFields>
  );
}
