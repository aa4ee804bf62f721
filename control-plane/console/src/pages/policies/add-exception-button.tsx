// Accepts an advisory everywhere, or in some registry or repositories only.
import { useState } from 'react';
import { DialogButton } from '../../components/dialog-button.tsx';
import { ExceptionForm } from '../../components/exception-form.tsx';
import { FormSelect } from '../../components/form-select.tsx';
import { FormText } from '../../components/form-text.tsx';
import { useRegistryNames } from '../../components/use-registry-names.ts';

export function AddExceptionButton() {
  return (
    <DialogButton label="Add exception" title="Accept a finding for a while">
      {(close) => <AddException close={close} />}
    </DialogButton>
  );
}

function AddException({ close }: { readonly close: () => void }) {
  const registries = useRegistryNames();
  const [advisory, setAdvisory] = useState('');
  const [registry, setRegistry] = useState('');
  const [repository, setRepository] = useState('');
  const about = {
    advisory: advisory.trim(),
    scope: {
      ...(registry === '' ? {} : { registries: [registry] }),
      ...(repository.trim() === '' ? {} : { repositories: [repository.trim()] }),
    },
  };
  return (
    <>
      <FormText
        label="Advisory"
        placeholder="CVE-2021-44228"
        maxLength={100}
        value={advisory}
        onChange={setAdvisory}
      />
      <div className="grid-2">
        <FormSelect
          label="Registry"
          value={registry}
          options={[['', 'All'], ...registries]}
          onChange={setRegistry}
        />
        <FormText
          label="Repositories"
          placeholder="payments/**"
          maxLength={300}
          value={repository}
          onChange={setRepository}
        />
      </div>
      <ExceptionForm about={about} isWhole={about.advisory !== ''} close={close} />
    </>
  );
}
