// What to enter at the vendor. A registry of no known kind may be one of several products: then somebody says which.
import type { DataOf } from '@harborguard/client/operation-types.ts';
import { useState } from 'react';
import { CopyButton } from '../../components/copy-button.tsx';
import { FilterSelect } from '../../components/filter-select.tsx';

type Setup = DataOf<'GET /api/registries/{id}/webhook'>['setups'][number];

/** Products by the name of what they send. */
const products: Readonly<Record<string, string>> = {
  oci: 'Distribution, or another that sends its events',
  harbor: 'Harbor',
  acr: 'Azure Container Registry',
  gitlab: 'GitLab',
  quay: 'Quay',
  jfrog: 'JFrog Artifactory',
  nexus: 'Sonatype Nexus',
  zot: 'Zot',
  gitea: 'Gitea or Forgejo',
  github: 'GitHub',
  dockerhub: 'Docker Hub',
  ecr: 'Amazon EventBridge',
  gcr: 'Google Pub/Sub',
};

export function PushSetups({
  setups,
  onCopied,
}: {
  readonly setups: readonly Setup[];
  readonly onCopied: (value: string) => void;
}) {
  const [format, setFormat] = useState(setups[0]?.format);
  const chosen = setups.find((setup) => setup.format === format) ?? setups[0];
  if (chosen === undefined) return null;
  return (
    <>
      {setups.length === 1 ? null : (
        <FilterSelect
          label="Which product sends them"
          value={chosen.format}
          options={setups.map((setup) => [setup.format, products[setup.format] ?? setup.format])}
          onChange={setFormat}
        />
      )}
      <SetupValues setup={chosen} onCopied={onCopied} />
    </>
  );
}

function SetupValues({
  setup,
  onCopied,
}: {
  readonly setup: Setup;
  readonly onCopied: (value: string) => void;
}) {
  const address = setup.address.startsWith('/')
    ? `${window.location.origin}${setup.address}`
    : setup.address;
  return (
    <dl className="facts setup">
      {[{ name: 'Address', value: address }, ...setup.fields].map(({ name, value }) => (
        <div key={name} className="setup-pair">
          <dt>{name}</dt>
          <dd className="row" onCopy={() => onCopied(value)}>
            <span className="mono">{value}</span>{' '}
            <CopyButton text={value} what={name} onCopied={() => onCopied(value)} />
          </dd>
        </div>
      ))}
    </dl>
  );
}
