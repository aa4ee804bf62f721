// Notes which tables a transaction writes, by the queries themselves, so that no writer has to remember to tell.
import {
  ColumnNode,
  type KyselyPlugin,
  type PluginTransformQueryArgs,
  type PluginTransformResultArgs,
  type QueryId,
  type QueryResult,
  type RootOperationNode,
  TableNode,
  type UnknownRow,
  type UpdateQueryNode,
} from 'kysely';
import type { ChangeKind } from '../domain/live/change-feed.ts';
import type { Tables } from './tables.ts';

/** Tables people look at. What is not here (queues, settings of the program) changes nothing they see. */
const kindsOfTables: Readonly<Partial<Record<keyof Tables, ChangeKind>>> = {
  registry: 'registry',
  registry_sensor: 'registry',
  sync_run: 'registry',
  sensor: 'sensor',
  job: 'job',
  repository: 'image',
  tag: 'image',
  image: 'image',
  image_location: 'image',
  index_member: 'image',
  inventory: 'image',
  match: 'finding',
  exposure: 'finding',
  verdict: 'image',
  policy: 'policy',
  exception: 'policy',
  api_key: 'key',
  api_key_registry: 'key',
  enrolment_token: 'key',
  membership: 'member',
  one_time_link: 'member',
  retention_rule: 'setting',
  saved_view: 'setting',
  signer: 'setting',
  webhook_secret: 'webhook',
  webhook_identity: 'webhook',
  webhook_receipt: 'webhook',
  notification_channel: 'notification',
  notification_rule: 'notification',
  delivery: 'notification',
};

/** Uses of a session change its row all the time; only its end is news, for the browser that still looks. */
const kindsOfRemoval: Readonly<Partial<Record<keyof Tables, ChangeKind>>> = {
  person_session: 'key',
};

/** That something was used is written all the time, and is no news to anybody. */
const columnsOfUse: Readonly<Partial<Record<keyof Tables, string>>> = {
  api_key: 'last_used_at',
};

export class ChangeWatch implements KyselyPlugin {
  readonly kinds = new Set<ChangeKind>();
  /** Of rows that were removed across organisations: each tells whose it was. */
  readonly kindsOfOwners = new Map<string, Set<ChangeKind>>();
  readonly #removals = new WeakMap<QueryId, ChangeKind>();

  transformQuery({ node, queryId }: PluginTransformQueryArgs): RootOperationNode {
    for (const table of writtenTables(node)) {
      const kind = kindsOfTables[table];
      if (kind !== undefined) this.kinds.add(kind);
      const removal = kindsOfRemoval[table];
      if (removal !== undefined && node.kind === 'DeleteQueryNode') {
        this.#removals.set(queryId, removal);
      }
    }
    return node;
  }

  transformResult({
    result,
    queryId,
  }: PluginTransformResultArgs): Promise<QueryResult<UnknownRow>> {
    const removal = this.#removals.get(queryId);
    if (removal !== undefined) this.#noteRemoval(removal, result);
    return Promise.resolve(result);
  }

  #noteRemoval(kind: ChangeKind, { rows, numAffectedRows = 0n }: QueryResult<UnknownRow>): void {
    const owners = rows.flatMap(({ org_id: owner }) => (typeof owner === 'string' ? [owner] : []));
    for (const owner of owners) {
      this.kindsOfOwners.set(owner, (this.kindsOfOwners.get(owner) ?? new Set()).add(kind));
    }
    if (owners.length === 0 && (rows.length > 0 || numAffectedRows > 0n)) this.kinds.add(kind);
  }
}

function writtenTables(node: RootOperationNode): readonly (keyof Tables)[] {
  switch (node.kind) {
    case 'InsertQueryNode':
      return node.into === undefined ? [] : [nameOf(node.into)];
    case 'UpdateQueryNode':
      return updatedTables(node);
    case 'DeleteQueryNode':
      return node.from.froms.filter(TableNode.is).map(nameOf);
    default:
      return [];
  }
}

function updatedTables({ table, updates = [] }: UpdateQueryNode): readonly (keyof Tables)[] {
  if (table === undefined || !TableNode.is(table)) return [];
  const name = nameOf(table);
  const isOnlyUse = updates.every(
    ({ column }) => ColumnNode.is(column) && column.column.name === columnsOfUse[name],
  );
  return isOnlyUse ? [] : [name];
}

function nameOf({ table }: TableNode): keyof Tables {
  return table.identifier.name as keyof Tables;
}
