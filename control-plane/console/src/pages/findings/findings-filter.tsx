// Narrows the findings, in the address.
import { getRouteApi } from '@tanstack/react-router';
import { useCallback } from 'react';
import { Button } from '../../components/button.tsx';
import { FilterSelect } from '../../components/filter-select.tsx';
import { FilterText } from '../../components/filter-text.tsx';
import { severities } from '../../components/severity.ts';
import { useRegistryNames } from '../../components/use-registry-names.ts';
import { changedSearch } from '../../search-change.ts';
import { now } from '../../time/browser-clock.ts';
import { relativeWords } from '../../time/relative-words.ts';

const route = getRouteApi('/findings');

export function FindingsFilter() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const registries = useRegistryNames();
  const narrow = useCallback(
    (change: Partial<typeof search>) =>
      void navigate({ search: (before) => changedSearch(before, change), replace: true }),
    [navigate],
  );
  const byAdvisory = useCallback((cve: string) => narrow({ cve }), [narrow]);
  const byPackage = useCallback((name: string) => narrow({ package: name }), [narrow]);
  const byRepository = useCallback((repository: string) => narrow({ repository }), [narrow]);
  return (
    <search className="panel-head filters" aria-label="Filter findings">
      <FilterText
        label="Advisory"
        placeholder="CVE-2021-44228"
        value={search.cve}
        onChange={byAdvisory}
      />
      <FilterText
        label="Package"
        placeholder="log4j-*"
        value={search.package}
        onChange={byPackage}
      />
      <FilterText
        label="Repository"
        placeholder="payments/*"
        value={search.repository}
        onChange={byRepository}
      />
      <FilterSelect
        label="Severity"
        value={search.severity}
        options={[['', 'All'], ...severities.map((each) => [each, each] as const)]}
        onChange={(severity) => narrow({ severity })}
      />
      <FilterSelect
        label="Registry"
        value={search.registry}
        options={[['', 'All'], ...registries]}
        onChange={(registry) => narrow({ registry })}
      />
      <FilterSelect
        label="State"
        value={search.state}
        options={[
          ['', 'Open'],
          ['resolved', 'Resolved'],
          ['all', 'Open and resolved'],
        ]}
        onChange={(state) => narrow({ state })}
      />
      <label className="check-field small">
        <input
          type="checkbox"
          checked={search.fixable === true}
          onChange={(event) => narrow({ fixable: event.target.checked })}
        />
        Fix available
      </label>
      <label className="check-field small">
        <input
          type="checkbox"
          checked={search.kev === true}
          onChange={(event) => narrow({ kev: event.target.checked })}
        />
        Known exploited
      </label>
      {search.firstSeenFrom === undefined ? null : (
        <Button size="small" onClick={() => narrow({ firstSeenFrom: '' })}>
          {`First seen since ${relativeWords(Date.parse(search.firstSeenFrom), now())}: show all`}
        </Button>
      )}
    </search>
  );
}
