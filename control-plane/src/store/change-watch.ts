// Notes which tables a transaction writes, by the queries themselves, so that no writer has to remember to tell.
import {
  type KyselyPlugin,
  type PluginTransformQueryArgs,
  type RootOperationNode,
  TableNode,
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

export class ChangeWatch implements KyselyPlugin {
  readonly kinds = new Set<ChangeKind>();

  transformQuery({ node }: PluginTransformQueryArgs): RootOperationNode {
    for (const table of writtenTables(node)) {
      const kind = kindsOfTables[table as keyof Tables];
      if (kind !== undefined) this.kinds.add(kind);
      const removal = kindsOfRemoval[table as keyof Tables];
      if (removal !== undefined && node.kind === 'DeleteQueryNode') this.kinds.add(removal);
    }
    return node;
  }

  transformResult({ result }: Parameters<KyselyPlugin['transformResult']>[0]) {
    return Promise.resolve(result);
  }
}

function writtenTables(node: RootOperationNode): readonly string[] {
  switch (node.kind) {
    case 'InsertQueryNode':
      return node.into === undefined ? [] : [nameOf(node.into)];
    case 'UpdateQueryNode':
      return node.table !== undefined && TableNode.is(node.table) ? [nameOf(node.table)] : [];
    case 'DeleteQueryNode':
      return node.from.froms.filter(TableNode.is).map(nameOf);
    default:
      return [];
  }
}

function nameOf({ table }: TableNode): string {
  return table.identifier.name;
}
