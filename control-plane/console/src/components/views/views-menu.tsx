// The saved views of a list: go to one, save what the list shows now, and keep them in order.
import { DropdownMenu } from 'radix-ui';
import { useState } from 'react';
import { useOperation } from '../../api/use-operation.ts';
import { Dialog } from '../dialog.tsx';
import { Icon } from '../icon.tsx';
import { MenuContent } from '../menu-content.tsx';
import { ManageViews } from './manage-views.tsx';
import { SaveView } from './save-view.tsx';
import type { SavedView, ViewKind } from './view-kinds.ts';
import { isSameQuery, type ViewQuery, viewQuery } from './view-query.ts';

type Opened = 'save' | 'manage';

export function ViewsMenu({
  kind,
  search,
  onChoose,
}: {
  readonly kind: ViewKind;
  /** Of the address. */
  readonly search: object;
  readonly onChoose: (query: ViewQuery) => void;
}) {
  const views = useOperation('GET /api/views', { query: { kind } }).data?.data ?? [];
  const [opened, setOpened] = useState<Opened>();
  const query = viewQuery(search);
  const current = views.find((view) => isSameQuery(view.query, query));
  const close = () => setOpened(undefined);
  return (
    <>
      <DropdownMenu.Root modal={false}>
        <DropdownMenu.Trigger className="button view-trigger">
          <Icon name="views" />
          <span className="view-name">{current === undefined ? 'Views' : current.name}</span>
        </DropdownMenu.Trigger>
        <MenuContent>
          {views.map((view) => (
            <DropdownMenu.Item
              key={view.id}
              className="menu-item"
              onSelect={() => onChoose(view.query)}
            >
              <span className="view-mark">
                {view === current ? <Icon name="check" size={13} /> : null}
              </span>
              <span className="stack-tight">
                <span className="view-name">{view.name}</span>
                <ViewOwner view={view} />
              </span>
            </DropdownMenu.Item>
          ))}
          {views.length === 0 ? null : <DropdownMenu.Separator className="menu-line" />}
          <DropdownMenu.Item className="menu-item" onSelect={() => setOpened('save')}>
            Save this view …
          </DropdownMenu.Item>
          {views.length === 0 ? null : (
            <DropdownMenu.Item className="menu-item" onSelect={() => setOpened('manage')}>
              Manage views …
            </DropdownMenu.Item>
          )}
        </MenuContent>
      </DropdownMenu.Root>
      {opened === 'save' ? (
        <Dialog title="Save this view" onClose={close}>
          {(done) => <SaveView kind={kind} query={query} close={done} />}
        </Dialog>
      ) : null}
      {opened === 'manage' ? (
        <Dialog title="Saved views" onClose={close}>
          {(done) => <ManageViews views={views} query={query} close={done} />}
        </Dialog>
      ) : null}
    </>
  );
}

function ViewOwner({ view }: { readonly view: SavedView }) {
  if (!view.isShared) return null;
  return (
    <span className="tiny muted">{view.isOwn ? 'shared' : `shared by ${view.ownerName}`}</span>
  );
}
