// Saved views: everybody keeps their own, and may share them. What somebody else keeps for themselves does not exist, and
// for a key limited to registries what anybody else shares does not either: it may name what is beyond them.
import { HarborError } from '@harborguard/shared/errors/harbor-error.ts';
import type { Clock, Random } from '@harborguard/shared/ports.ts';
import { anyVersion, type ExpectedVersion } from '../expected-version.ts';
import type { Caller } from '../keys/caller.ts';
import { roleAtLeast } from '../keys/roles.ts';
import type { Stores, UnitOfWork } from '../unit-of-work.ts';
import type { SavedView, ViewKind } from './view-store.ts';

export type ViewInput = Pick<SavedView, 'kind' | 'name' | 'query' | 'isShared'>;

export interface ViewService {
  list(caller: Caller, kind?: ViewKind): Promise<readonly SavedView[]>;
  create(caller: Caller, input: ViewInput): Promise<SavedView>;
  /** Throws NOT_FOUND. */
  get(caller: Caller, id: string): Promise<SavedView>;
  /** Throws NOT_FOUND, and FORBIDDEN for a shared view of somebody else. */
  edit(
    caller: Caller,
    id: string,
    input: Omit<ViewInput, 'kind'>,
    expected?: ExpectedVersion,
  ): Promise<SavedView>;
  remove(caller: Caller, id: string, expected?: ExpectedVersion): Promise<void>;
}

/** Of one owner: a list people still read. */
const viewsMax = 200;

export function createViewService({
  unitOfWork,
  clock,
  random,
}: {
  readonly unitOfWork: UnitOfWork;
  readonly clock: Clock;
  readonly random: Random;
}): ViewService {
  return {
    list: async (caller, kind) => {
      const visible = await unitOfWork.read(caller.orgId, ({ views }) =>
        views.visibleTo(ownerOf(caller), kind),
      );
      return visible.filter((view) => maySee(caller, view));
    },
    create: async (caller, input) => {
      const now = clock.now();
      const owner = ownerOf(caller);
      const view = {
        ...{ id: random.uuid(), ...input, owner, ownerName: caller.name },
        ...{ createdAt: now, updatedAt: now },
      };
      await unitOfWork.write(caller.orgId, async ({ views, audit }) => {
        if ((await views.countOf(owner)) >= viewsMax) {
          throw new HarborError('CONFLICT', {
            details: { rule: `at most ${viewsMax} views of one owner` },
          });
        }
        await views.insert(view);
        audit.describe({ target: { kind: 'views', id: view.id }, after: factsOf(view) });
      });
      return view;
    },
    get: (caller, id) => unitOfWork.read(caller.orgId, (stores) => visible(stores, caller, id)),
    edit: (caller, id, { name, query, isShared }, expected = anyVersion) =>
      unitOfWork.write(caller.orgId, async (stores) => {
        const before = await changeable(stores, caller, id);
        expected(before.updatedAt);
        const change = { name, query, isShared, updatedAt: clock.now() };
        await stores.views.change(id, change);
        const after = { ...before, ...change };
        stores.audit.describe({ before: factsOf(before), after: factsOf(after) });
        return after;
      }),
    remove: (caller, id, expected = anyVersion) =>
      unitOfWork.write(caller.orgId, async (stores) => {
        const before = await changeable(stores, caller, id);
        expected(before.updatedAt);
        await stores.views.remove(id);
        stores.audit.describe({ before: factsOf(before) });
      }),
  };
}

async function visible({ views }: Stores, caller: Caller, id: string): Promise<SavedView> {
  const view = await views.find(id);
  if (view === undefined || !maySee(caller, view)) throw new HarborError('NOT_FOUND');
  return view;
}

async function changeable(stores: Stores, caller: Caller, id: string): Promise<SavedView> {
  const view = await visible(stores, caller, id);
  if (view.owner === ownerOf(caller) || roleAtLeast(caller.role, 'admin')) return view;
  throw new HarborError('FORBIDDEN', { details: { rule: 'its owner or an admin' } });
}

function maySee(caller: Caller, view: SavedView): boolean {
  return view.owner === ownerOf(caller) || (view.isShared && caller.registryIds.length === 0);
}

function ownerOf({ actor }: Caller): string {
  return `${actor.kind}:${actor.id}`;
}

function factsOf({ kind, name, query, isShared }: SavedView) {
  return { kind, name, query: JSON.stringify(query), isShared };
}
