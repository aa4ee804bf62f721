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

type Typed = Readonly<Record<'from' | 'to' | 'registry' | 'platform', string>>;

function typedOf({ from, to, registry, platform }: Partial<Typed>): Typed {
  return {
    ...{ from: from ?? '', to: to ?? '' },
    ...{ registry: registry ?? '', platform: platform ?? '' },
  };
}

export function CompareForm() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const registries = useRegistryNames();
  const [{ from, to, registry, platform }, setTyped] = useState(() => typedOf(search));
  const type = (change: Partial<Typed>) => setTyped((before) => ({ ...before, ...change }));
  const asked = JSON.stringify(typedOf(search));
  const [told, setTold] = useState(asked);
  // A link, the way back or a swap has changed it; what is typed keeps the focus.
  if (told !== asked) {
    setTold(asked);
    setTyped(typedOf(search));
  }
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
      <ImageField
        label="From"
        registry={registry}
        value={from}
        onChange={(next) => type({ from: next })}
      />
      <Button
        className="button compare-swap"
        aria-label="Swap the two"
        disabled={from === '' && to === ''}
        onClick={() => go({ from: to, to: from })}
      >
        <Icon name="swap" />
      </Button>
      <ImageField
        label="To"
        registry={registry}
        value={to}
        onChange={(next) => type({ to: next })}
      />
      <FormSelect
        label="Registry"
        value={registry}
        options={[['', 'Any'], ...registries]}
        onChange={(next) => type({ registry: next })}
      />
      <FormText
        label="Platform"
        placeholder="linux/amd64"
        maxLength={100}
        value={platform}
        onChange={(next) => type({ platform: next })}
      />
      <Button type="submit" kind="primary" disabled={from.trim() === '' || to.trim() === ''}>
        Compare
      </Button>
    </form>
  );
}
