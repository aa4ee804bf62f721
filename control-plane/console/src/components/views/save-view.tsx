// Gives the filters and the order of a list a name.
import { useState } from 'react';
import { ActionForm } from '../action-form.tsx';
import { FormText } from '../form-text.tsx';
import { useAction } from '../use-action.ts';
import type { ViewKind } from './view-kinds.ts';
import type { ViewQuery } from './view-query.ts';

export const viewNameLengthMax = 128;

export function SaveView({
  kind,
  query,
  close,
}: {
  readonly kind: ViewKind;
  readonly query: ViewQuery;
  readonly close: () => void;
}) {
  const [name, setName] = useState('');
  const [isShared, setShared] = useState(false);
  const save = useAction('POST /api/views', { quiet: true, done: 'View saved', onDone: close });
  const parts = Object.entries(query);
  return (
    <ActionForm
      action={save}
      submit="Save"
      busy="Saving …"
      failed="The view was not saved."
      isWhole={name.trim() !== ''}
      close={close}
      onSubmit={() => save.mutate({ body: { kind, name: name.trim(), query, isShared } })}
    >
      <FormText
        label="Name"
        required
        maxLength={viewNameLengthMax}
        placeholder="Old log4j in production"
        value={name}
        onChange={setName}
      />
      <div className="row">
        {parts.length === 0 ? <span className="hint">The whole list, without a filter</span> : null}
        {parts.map(([part, value]) => (
          <span key={part} className="tag">
            {part}: {value}
          </span>
        ))}
      </div>
      <label className="check-field small">
        <input
          type="checkbox"
          checked={isShared}
          onChange={(event) => setShared(event.target.checked)}
        />
        Share it with everybody of the organisation
      </label>
    </ActionForm>
  );
}
