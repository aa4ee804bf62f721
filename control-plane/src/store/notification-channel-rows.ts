// Channels and rules of notifications in SQL.
import type { Kysely, Selectable } from 'kysely';
import type { Channel, ChannelSettings } from '../domain/notifications/channel.ts';
import type { NotificationRule, RuleSettings } from '../domain/notifications/notification-rule.ts';
import type { NotificationStore } from '../domain/notifications/notification-store.ts';
import type { NotificationChannelTable, NotificationRuleTable } from './notification-tables.ts';
import type { Tables } from './tables.ts';

type ChannelRows = Pick<
  NotificationStore,
  'channels' | 'channel' | 'insertChannel' | 'changeChannel' | 'setChannelHealth' | 'removeChannel'
>;
type RuleRows = Pick<
  NotificationStore,
  'rules' | 'rule' | 'insertRule' | 'replaceRule' | 'removeRule'
>;

export function createNotificationChannelRows(db: Kysely<Tables>, orgId: string): ChannelRows {
  const rows = () => db.selectFrom('notification_channel').selectAll().where('org_id', '=', orgId);
  const change = (id: string) =>
    db.updateTable('notification_channel').where('org_id', '=', orgId).where('id', '=', id);
  return {
    channels: async () => (await rows().orderBy('name').orderBy('id').execute()).map(toChannel),
    channel: async (id) => {
      const row = await rows().where('id', '=', id).executeTakeFirst();
      return row && toChannel(row);
    },
    insertChannel: async (channel) => {
      await db
        .insertInto('notification_channel')
        .values({
          id: channel.id,
          org_id: orgId,
          name: channel.name,
          settings_json: JSON.stringify(channel.settings),
          sealed: channel.sealed,
          is_enabled: channel.isEnabled ? 1 : 0,
          failures_in_row: 0,
          created_at: channel.createdAt,
          updated_at: channel.updatedAt,
        })
        .execute();
    },
    changeChannel: async (id, { name, settings, sealed, isEnabled, updatedAt }) => {
      await change(id)
        .set({
          ...(name === undefined ? {} : { name }),
          ...(settings === undefined ? {} : { settings_json: JSON.stringify(settings) }),
          ...(sealed === undefined ? {} : { sealed }),
          ...(isEnabled === undefined ? {} : { is_enabled: isEnabled ? 1 : 0 }),
          ...(updatedAt === undefined ? {} : { updated_at: updatedAt }),
        })
        .execute();
    },
    setChannelHealth: async (id, health) => {
      await change(id)
        .set({
          failures_in_row: health.failuresInRow,
          paused_until: health.pausedUntil ?? null,
          last_error_code: health.lastErrorCode ?? null,
          ...(health.lastSuccessAt === undefined ? {} : { last_success_at: health.lastSuccessAt }),
          ...(health.isEnabled === undefined ? {} : { is_enabled: health.isEnabled ? 1 : 0 }),
        })
        .execute();
    },
    removeChannel: async (id) => {
      for (const table of ['notification_news', 'delivery', 'notification_rule'] as const) {
        await db
          .deleteFrom(table)
          .where('org_id', '=', orgId)
          .where('channel_id', '=', id)
          .execute();
      }
      await db
        .deleteFrom('notification_channel')
        .where('org_id', '=', orgId)
        .where('id', '=', id)
        .execute();
    },
  };
}

export function createNotificationRuleRows(db: Kysely<Tables>, orgId: string): RuleRows {
  const rows = () => db.selectFrom('notification_rule').selectAll().where('org_id', '=', orgId);
  return {
    rules: async () => (await rows().orderBy('created_at').orderBy('id').execute()).map(toRule),
    rule: async (id) => {
      const row = await rows().where('id', '=', id).executeTakeFirst();
      return row && toRule(row);
    },
    insertRule: async (rule) => {
      await db
        .insertInto('notification_rule')
        .values({ ...fromRule(rule), id: rule.id, org_id: orgId, created_at: rule.createdAt })
        .execute();
    },
    replaceRule: async (rule) => {
      await db
        .updateTable('notification_rule')
        .set(fromRule(rule))
        .where('org_id', '=', orgId)
        .where('id', '=', rule.id)
        .execute();
    },
    removeRule: async (id) => {
      await db
        .deleteFrom('notification_rule')
        .where('org_id', '=', orgId)
        .where('id', '=', id)
        .execute();
    },
  };
}

function toChannel(row: Selectable<NotificationChannelTable>): Channel {
  return {
    id: row.id,
    name: row.name,
    settings: JSON.parse(row.settings_json) as ChannelSettings,
    sealed: row.sealed,
    isEnabled: row.is_enabled === 1,
    failuresInRow: row.failures_in_row,
    pausedUntil: row.paused_until ?? undefined,
    lastErrorCode: row.last_error_code ?? undefined,
    lastSuccessAt: row.last_success_at ?? undefined,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}

function fromRule({
  id: _id,
  channelId,
  createdAt: _at,
  updatedAt,
  ...settings
}: NotificationRule) {
  return {
    channel_id: channelId,
    settings_json: JSON.stringify(settings),
    updated_at: updatedAt,
  };
}

function toRule(row: Selectable<NotificationRuleTable>): NotificationRule {
  const settings = JSON.parse(row.settings_json) as Omit<RuleSettings, 'channelId'>;
  return {
    ...settings,
    id: row.id,
    channelId: row.channel_id,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}
