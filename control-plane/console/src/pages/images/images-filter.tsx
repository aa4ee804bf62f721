// Narrows the images, in the address.
import { getRouteApi } from '@tanstack/react-router';
import { type FilterField, FilterFields } from '../../components/filter-fields.tsx';
import {
  ageOptions,
  severityOptions,
  signedOptions,
  verdictOptions,
} from '../../components/filter-options.ts';
import { useRegistryNames } from '../../components/use-registry-names.ts';
import { useNarrow } from '../../use-narrow.ts';

const route = getRouteApi('/images');
type Search = ReturnType<typeof route.useSearch>;
type Field = FilterField<keyof Search & string>;

const stateOptions = [
  ['', 'All'],
  ['indexed', 'Scanned'],
  ['partial', 'Scanned in part'],
  ['failed', 'Failed'],
  ['waiting', 'Waiting'],
  ['no-advisory-data', 'No advisories for it'],
] as const;

const sortOptions = [
  ['', 'Name'],
  ['severity:desc', 'Most severe first'],
  ['lastSeenAt:desc', 'Seen last'],
  ['firstSeenAt:desc', 'Newest'],
  ['firstSeenAt:asc', 'Oldest'],
  ['scannedAt:desc', 'Scanned last'],
  ['packages:desc', 'Most packages'],
] as const;

const more: readonly Field[] = [
  { kind: 'text', name: 'cve', label: 'Has advisory', placeholder: 'CVE-2026-1' },
  { kind: 'text', name: 'repository', label: 'Repository', placeholder: 'payments/*' },
  { kind: 'choice', name: 'state', label: 'State', options: stateOptions },
  { kind: 'choice', name: 'signed', label: 'Signed', options: signedOptions },
  { kind: 'text', name: 'platform', label: 'Platform', placeholder: 'linux/amd64' },
  { kind: 'choice', name: 'age', label: 'First seen', options: ageOptions },
  { kind: 'text', name: 'label', label: 'Label', placeholder: 'team=shop' },
  { kind: 'flag', name: 'fixable', label: 'Fix available' },
  { kind: 'flag', name: 'kev', label: 'Known exploited' },
];

export function ImagesFilter() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const registries = useRegistryNames();
  const narrow = useNarrow<Search>(navigate);
  const fields: readonly Field[] = [
    { kind: 'text', name: 'search', label: 'Name or tag', placeholder: 'payments' },
    { kind: 'text', name: 'package', label: 'Has package', placeholder: 'log4j < 2.17' },
    { kind: 'choice', name: 'severity', label: 'Severity', options: severityOptions },
    { kind: 'choice', name: 'verdict', label: 'Policy', options: verdictOptions },
    { kind: 'choice', name: 'registry', label: 'Registry', options: [['', 'All'], ...registries] },
    { kind: 'choice', name: 'sort', label: 'Order', options: sortOptions },
  ];
  return (
    <FilterFields
      label="Filter images"
      fields={fields}
      more={more}
      values={search}
      narrow={narrow}
    />
  );
}
