// The rules: which news goes to which channel, and when.
import { useOperation } from '../../../api/use-operation.ts';
import { AskedList } from '../../../components/asked-list.tsx';
import { ConfirmButton } from '../../../components/confirm-button.tsx';
import { ListHead } from '../../../components/list-head.tsx';
import { RuleName } from '../../../components/rule-name.tsx';
import { useAction } from '../../../components/use-action.ts';
import { useCaller } from '../../../components/use-caller.ts';
import { useRegistryNames } from '../../../components/use-registry-names.ts';
import type { Channel } from './channel-form.ts';
import { AddRuleButton, EditRuleButton } from './rule-button.tsx';
import { digestWords, type NotificationRule, ruleWords } from './rule-form.ts';

export function RulesList({ channels }: { readonly channels: readonly Channel[] }) {
  const rules = useOperation('GET /api/notification-rules', {});
  return (
    <section aria-label="Rules">
      <ListHead
        title="Rules"
        note="Which news goes to which channel, and when."
        needs="admin"
        what="Making rules"
      >
        <AddRuleButton channels={channels} />
      </ListHead>
      <AskedList
        answer={rules}
        what="rules"
        columns={['Rule', 'Channel', 'Told', 'Actions']}
        empty={
          channels.length === 0
            ? 'A rule needs a channel first.'
            : 'No rule yet: nothing is told to anybody.'
        }
      >
        {(rule) => <RuleRow key={rule.id} rule={rule} channels={channels} />}
      </AskedList>
    </section>
  );
}

function RuleRow({
  rule,
  channels,
}: {
  readonly rule: NotificationRule;
  readonly channels: readonly Channel[];
}) {
  const { id, name } = rule;
  const caller = useCaller();
  const registries = useRegistryNames();
  const remove = useAction('DELETE /api/notification-rules/{id}', { done: `${name} is removed` });
  return (
    <tr>
      <td>
        <RuleName name={name} isEnabled={rule.isEnabled} words={ruleWords(rule, registries)} />
      </td>
      <td data-label="Channel" className="wrap rule-channel">
        {channels.find((each) => each.id === rule.channelId)?.name ?? 'a removed channel'}
      </td>
      <td data-label="Told">{digestWords(rule)}</td>
      <td className="end">
        {caller.may('admin') ? (
          <span className="row row-end">
            <EditRuleButton rule={rule} channels={channels} />
            <ConfirmButton
              label="Remove"
              describe={`Remove ${name}`}
              title={`Remove ${name}?`}
              note="What it has asked for is still delivered."
              busy={remove.isPending ? 'Removing …' : undefined}
              onConfirm={(close) => remove.mutate({ params: { id } }, { onSuccess: close })}
            />
          </span>
        ) : null}
      </td>
    </tr>
  );
}
