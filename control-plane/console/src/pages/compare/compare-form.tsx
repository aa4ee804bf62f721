// Which two images, and where one name or one index is not enough, of which registry and platform.
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { Button } from '../../components/button.tsx';
import { FormSelect } from '../../components/form-select.tsx';
import { FormText } from '../../components/form-text.tsx';
import { Icon } from '../../components/icon.tsx';
import { useRegistryNames } from '../../components/use-registry-names.ts';
import { changedSearch } from '../../search-change.ts';
import { ImageField } from './image-field.tsx';

const route = getRouteApi('/compare');

export function CompareForm() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const registries = useRegistryNames();
  const [from, setFrom] = useState(search.from ?? '');
  const [to, setTo] = useState(search.to ?? '');
  const [registry, setRegistry] = useState(search.registry ?? '');
  const [platform, setPlatform] = useState(search.platform ?? '');
  const go = (pair: { readonly from: string; readonly to: string }) =>
    void navigate({
      search: (before) =>
        changedSearch(before, {
          from: pair.from.trim(),
          to: pair.to.trim(),
          registry,
          platform: platform.trim(),
        }),
    });
  return (
    <form
      className="panel panel-body compare-form"
      aria-label="Which images to compare"
      onSubmit={(event) => {
        event.preventDefault();
        go({ from, to });
      }}
    >
      <ImageField label="From" registry={registry} value={from} onChange={setFrom} />
      <Button
        className="button compare-swap"
        aria-label="Swap the two"
        disabled={from === '' && to === ''}
        onClick={() => go({ from: to, to: from })}
      >
        <Icon name="swap" />
      </Button>
      <ImageField label="To" registry={registry} value={to} onChange={setTo} />
      <FormSelect
        label="Registry"
        value={registry}
        options={[['', 'Any'], ...registries]}
        onChange={setRegistry}
      />
      <FormText
        label="Platform"
        placeholder="linux/amd64"
        maxLength={100}
        value={platform}
        onChange={setPlatform}
      />
      <Button type="submit" kind="primary" disabled={from.trim() === '' || to.trim() === ''}>
        Compare
      </Button>
    </form>
  );
}
