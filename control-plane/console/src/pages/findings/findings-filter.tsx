// Narrows the findings, in the address.
import { getRouteApi } from '@tanstack/react-router';
import { Button } from '../../components/button.tsx';
import { type FilterField, FilterFields } from '../../components/filter-fields.tsx';
import {
  ageOptions,
  severityOptions,
  signedOptions,
  verdictOptions,
} from '../../components/filter-options.ts';
import { useRegistryNames } from '../../components/use-registry-names.ts';
import { now } from '../../time/browser-clock.ts';
import { relativeWords } from '../../time/relative-words.ts';
import { useNarrow } from '../../use-narrow.ts';

const route = getRouteApi('/findings');
type Search = ReturnType<typeof route.useSearch>;
type Field = FilterField<keyof Search & string>;

const stateOptions = [
  ['', 'Open'],
  ['resolved', 'Resolved'],
  ['all', 'Open and resolved'],
] as const;

const placeSortOptions = [
  ['', 'Most severe'],
  ['firstSeenAt:desc', 'Newest'],
  ['firstSeenAt:asc', 'Oldest'],
  ['epss:desc', 'Likeliest used'],
  ['kevDueAt:asc', 'Due first'],
  ['repository:asc', 'Repository'],
  ['package:asc', 'Package'],
] as const;

const advisorySortOptions = [
  ['', 'Most severe'],
  ['images:desc', 'Most images'],
  ['epss:desc', 'Likeliest used'],
  ['firstSeenAt:desc', 'Newest'],
  ['firstSeenAt:asc', 'Oldest'],
  ['advisory:asc', 'Name'],
] as const;

const seldom: readonly Field[] = [
  { kind: 'text', name: 'repository', label: 'Repository', placeholder: 'payments/*' },
  { kind: 'text', name: 'tag', label: 'Tag', placeholder: 'v1.*' },
  { kind: 'choice', name: 'state', label: 'State', options: stateOptions },
  { kind: 'choice', name: 'signed', label: 'Image signed', options: signedOptions },
  { kind: 'choice', name: 'verdict', label: 'Policy on the image', options: verdictOptions },
  { kind: 'choice', name: 'age', label: 'First seen', options: ageOptions },
];

export function FindingsFilter() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const registries = useRegistryNames();
  const narrow = useNarrow<Search>(navigate);
  const fields: readonly Field[] = [
    { kind: 'text', name: 'cve', label: 'Advisory', placeholder: 'CVE-2026-1' },
    { kind: 'text', name: 'package', label: 'Package', placeholder: 'log4j < 2.17' },
    { kind: 'choice', name: 'severity', label: 'Severity', options: severityOptions },
    {
      ...{ kind: 'choice', name: 'sort', label: 'Order' },
      options: search.by === 'place' ? placeSortOptions : advisorySortOptions,
    },
    { kind: 'flag', name: 'fixable', label: 'Fix available' },
    { kind: 'flag', name: 'kev', label: 'Known exploited' },
  ];
  const more: readonly Field[] = [
    { kind: 'choice', name: 'registry', label: 'Registry', options: [['', 'All'], ...registries] },
    ...seldom,
  ];
  return (
    <FilterFields
      label="Filter findings"
      fields={fields}
      more={more}
      values={search}
      narrow={narrow}
    >
      {search.firstSeenFrom === undefined ? null : (
        <Button size="small" onClick={() => narrow({ firstSeenFrom: '' })}>
          {`First seen since ${relativeWords(Date.parse(search.firstSeenFrom), now())}: show all`}
        </Button>
      )}
    </FilterFields>
  );
}
