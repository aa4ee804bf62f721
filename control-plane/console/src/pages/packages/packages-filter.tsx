// Which package, and where, in the address.
import { getRouteApi } from '@tanstack/react-router';
import { type FilterField, FilterFields } from '../../components/filter-fields.tsx';
import { useRegistryNames } from '../../components/use-registry-names.ts';
import { useNarrow } from '../../use-narrow.ts';

const route = getRouteApi('/packages');
type Search = ReturnType<typeof route.useSearch>;

const sortOptions = [
  ['', 'Most images'],
  ['name:asc', 'Name'],
  ['version:asc', 'Version'],
] as const;

export function PackagesFilter() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const registries = useRegistryNames();
  const narrow = useNarrow<Search>(navigate);
  const fields: readonly FilterField<keyof Search & string>[] = [
    { kind: 'text', name: 'package', label: 'Package', placeholder: 'openssl < 3.0.7' },
    { kind: 'text', name: 'repository', label: 'Repository', placeholder: 'payments/*' },
    { kind: 'choice', name: 'registry', label: 'Registry', options: [['', 'All'], ...registries] },
    { kind: 'choice', name: 'sort', label: 'Order', options: sortOptions },
  ];
  return <FilterFields label="Which package" fields={fields} values={search} narrow={narrow} />;
}
