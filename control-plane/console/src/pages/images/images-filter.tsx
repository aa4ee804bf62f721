// Narrows the images, in the address.
import { getRouteApi } from '@tanstack/react-router';
import { useCallback } from 'react';
import { FilterSelect } from '../../components/filter-select.tsx';
import { FilterText } from '../../components/filter-text.tsx';
import { severities } from '../../components/severity.ts';
import { useRegistryNames } from '../../components/use-registry-names.ts';
import { changedSearch } from '../../search-change.ts';

const route = getRouteApi('/images');

const stateWords: readonly (readonly [string, string])[] = [
  ['', 'All'],
  ['indexed', 'Scanned'],
  ['partial', 'Scanned in part'],
  ['failed', 'Failed'],
  ['waiting', 'Waiting'],
  ['no-advisory-data', 'No advisories for it'],
];

const verdictWords: readonly (readonly [string, string])[] = [
  ['', 'Any'],
  ['block', 'Blocked'],
  ['warn', 'Warned of'],
  ['unknown', 'Not known'],
  ['pass', 'Passed'],
];

const signedWords: readonly (readonly [string, string])[] = [
  ['', 'Any'],
  ['verified', 'Signed'],
  ['unverified', 'Signer not trusted'],
  ['invalid', 'Signature invalid'],
  ['none', 'Not signed'],
];

const sortWords: readonly (readonly [string, string])[] = [
  ['', 'Name'],
  ['severity:desc', 'Most severe first'],
  ['lastSeenAt:desc', 'Seen last'],
  ['firstSeenAt:desc', 'Newest'],
  ['scannedAt:desc', 'Scanned last'],
  ['packages:desc', 'Most packages'],
];

export function ImagesFilter() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const registries = useRegistryNames();
  const narrow = useCallback(
    (change: Partial<typeof search>) =>
      void navigate({ search: (before) => changedSearch(before, change), replace: true }),
    [navigate],
  );
  const byName = useCallback((text: string) => narrow({ search: text }), [narrow]);
  const byPackage = useCallback((name: string) => narrow({ package: name }), [narrow]);
  const byAdvisory = useCallback((cve: string) => narrow({ cve }), [narrow]);
  return (
    <search className="panel-head filters" aria-label="Filter images">
      <FilterText
        label="Name or tag"
        placeholder="payments"
        value={search.search}
        onChange={byName}
      />
      <FilterText
        label="Has package"
        placeholder="log4j-core"
        value={search.package}
        onChange={byPackage}
      />
      <FilterText
        label="Has advisory"
        placeholder="CVE-2021-44228"
        value={search.cve}
        onChange={byAdvisory}
      />
      <FilterSelect
        label="Severity"
        value={search.severity}
        options={[['', 'Any'], ...severities.map((each) => [each, each] as const)]}
        onChange={(severity) => narrow({ severity })}
      />
      <FilterSelect
        label="State"
        value={search.state}
        options={stateWords}
        onChange={(state) => narrow({ state })}
      />
      <FilterSelect
        label="Policy"
        value={search.verdict}
        options={verdictWords}
        onChange={(verdict) => narrow({ verdict })}
      />
      <FilterSelect
        label="Signed"
        value={search.signed}
        options={signedWords}
        onChange={(signed) => narrow({ signed })}
      />
      <FilterSelect
        label="Registry"
        value={search.registry}
        options={[['', 'All'], ...registries]}
        onChange={(registry) => narrow({ registry })}
      />
      <FilterSelect
        label="Order"
        value={search.sort}
        options={sortWords}
        onChange={(sort) => narrow({ sort })}
      />
    </search>
  );
}
