// All saved views of a list: rename, share, give one the filters of now, or remove it.
import { useState } from 'react';
import { Button } from '../button.tsx';
import { ConfirmButton } from '../confirm-button.tsx';
import { FormText } from '../form-text.tsx';
import { useAction } from '../use-action.ts';
import { useCaller } from '../use-caller.ts';
import { viewNameLengthMax } from './save-view.tsx';
import type { SavedView } from './view-kinds.ts';
import { isSameQuery, type ViewQuery } from './view-query.ts';

export function ManageViews({
  views,
  query,
  close,
}: {
  readonly views: readonly SavedView[];
  /** What the list shows now. */
  readonly query: ViewQuery;
  readonly close: () => void;
}) {
  const caller = useCaller();
  return (
    <>
      {views.length === 0 ? <p className="muted small">No view is left.</p> : null}
      <ul className="stack">
        {views.map((view) =>
          view.isOwn || caller.may('admin') ? (
            <ViewForm key={view.id} view={view} query={query} />
          ) : (
            <li key={view.id} className="view-row">
              <span className="name">{view.name}</span>
              <span className="tiny muted">
                shared by {view.ownerName}, who may change it, as administrators may
              </span>
            </li>
          ),
        )}
      </ul>
      <div className="row">
        <Button kind="primary" onClick={close}>
          Done
        </Button>
      </div>
    </>
  );
}

function ViewForm({ view, query }: { readonly view: SavedView; readonly query: ViewQuery }) {
  const { id } = view;
  const [name, setName] = useState(view.name);
  const [isShared, setShared] = useState(view.isShared);
  const edit = useAction('PUT /api/views/{id}', { done: 'View changed' });
  const remove = useAction('DELETE /api/views/{id}', { done: 'View removed' });
  const change = (next: ViewQuery) =>
    edit.mutate({ params: { id }, body: { name: name.trim(), isShared, query: next } });
  const isChanged = name.trim() !== view.name || isShared !== view.isShared;
  return (
    <li className="view-row">
      <form
        className="stack-tight"
        onSubmit={(event) => {
          event.preventDefault();
          change(view.query);
        }}
      >
        <FormText
          label={view.isOwn ? 'Name' : `Name, of ${view.ownerName}`}
          required
          maxLength={viewNameLengthMax}
          value={name}
          onChange={setName}
        />
        <div className="row">
          <label className="check-field small">
            <input
              type="checkbox"
              checked={isShared}
              onChange={(event) => setShared(event.target.checked)}
            />
            Shared
          </label>
          <span className="spread" />
          <Button
            type="submit"
            size="small"
            aria-label={`Save ${view.name}`}
            disabled={!isChanged || name.trim() === ''}
            busy={edit.isPending ? 'Saving …' : undefined}
          >
            Save
          </Button>
          {isSameQuery(view.query, query) ? null : (
            <Button
              size="small"
              aria-label={`Give ${view.name} the filters of now`}
              disabled={edit.isPending}
              onClick={() => change(query)}
            >
              Take filters of now
            </Button>
          )}
          <ConfirmButton
            label="Remove"
            describe={`Remove ${view.name}`}
            title={`Remove ${view.name}?`}
            note={
              view.isShared
                ? 'It is gone for everybody it was shared with.'
                : 'The list itself stays as it is.'
            }
            busy={remove.isPending ? 'Removing …' : undefined}
            onConfirm={(close) => remove.mutate({ params: { id } }, { onSuccess: close })}
          />
        </div>
      </form>
    </li>
  );
}
