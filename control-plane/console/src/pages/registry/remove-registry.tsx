// The end of a registry: asked for once, by its name.
import { useNavigate } from '@tanstack/react-router';
import { useId, useRef, useState } from 'react';
import { Button } from '../../components/button.tsx';
import { useAction } from '../../components/use-action.ts';
import type { Registry } from './registry.ts';

export function RemoveRegistry({ registry }: { readonly registry: Registry }) {
  const id = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  const navigate = useNavigate();
  const [typed, setTyped] = useState('');
  const remove = useAction('DELETE /api/registries/{id}', {
    done: `${registry.name} was removed`,
    onDone: () => void navigate({ to: '/registries' }),
  });
  return (
    <section className="row danger-zone" aria-label="Remove">
      <span className="stack-tight">
        <b>Remove this registry</b>
        <span className="hint">
          Its syncs, images, findings and keys go with it. Nothing in the registry itself changes.
        </span>
      </span>
      <span className="spread" />
      <Button kind="danger" onClick={() => dialog.current?.showModal()}>
        Remove …
      </Button>
      <dialog ref={dialog} className="dialog" aria-labelledby={id} onClose={() => setTyped('')}>
        <form
          className="panel-body stack"
          onSubmit={(event) => {
            event.preventDefault();
            if (typed === registry.name) remove.mutate({ params: { id: registry.id } });
          }}
        >
          <h2 id={id}>Remove {registry.name}?</h2>
          <p className="muted small">This cannot be undone. Type its name to go on.</p>
          <div className="field">
            <label htmlFor={`${id}-name`}>Name</label>
            <input
              id={`${id}-name`}
              className="input"
              autoComplete="off"
              value={typed}
              onChange={(event) => setTyped(event.target.value)}
            />
          </div>
          <div className="row">
            <Button
              type="submit"
              kind="danger"
              disabled={typed !== registry.name}
              busy={remove.isPending ? 'Removing …' : undefined}
            >
              Remove
            </Button>
            <Button onClick={() => dialog.current?.close()}>Keep it</Button>
          </div>
        </form>
      </dialog>
    </section>
  );
}
