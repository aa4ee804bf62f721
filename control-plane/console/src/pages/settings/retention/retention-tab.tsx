// What is forgotten and when: nothing, unless a rule says so.
import { useOperation } from '../../../api/use-operation.ts';
import { AskedList } from '../../../components/asked-list.tsx';
import { ConfirmButton } from '../../../components/confirm-button.tsx';
import { counted } from '../../../components/counted.ts';
import { ListHead } from '../../../components/list-head.tsx';
import { RelativeTime } from '../../../components/relative-time.tsx';
import { RuleName } from '../../../components/rule-name.tsx';
import { useAction } from '../../../components/use-action.ts';
import { useCaller } from '../../../components/use-caller.ts';
import { useRegistryNames } from '../../../components/use-registry-names.ts';
import { AddRetentionButton, EditRetentionButton } from './retention-button.tsx';
import { type RetentionRule, retentionWords } from './retention-form.ts';

export function RetentionTab() {
  const caller = useCaller();
  const rules = useOperation('GET /api/retention-rules', {}, { enabled: caller.may('admin') });
  return (
    <>
      <ListHead
        note="What a live tag shows never goes, nor does an open finding."
        needs="admin"
        what="Seeing and making rules of retention"
      >
        <AddRetentionButton />
      </ListHead>
      <AskedList
        answer={rules}
        what="rules of retention"
        columns={['Rule', 'Last run', 'Actions']}
        empty="No rule: everything is kept. Add one to forget images that no tag shows any more."
      >
        {(rule) => <RetentionRow key={rule.id} rule={rule} />}
      </AskedList>
    </>
  );
}

function RetentionRow({ rule }: { readonly rule: RetentionRule }) {
  const { id, name, lastRunAt, lastRemoved } = rule;
  const registries = useRegistryNames();
  const remove = useAction('DELETE /api/retention-rules/{id}', { done: `${name} is removed` });
  return (
    <tr>
      <td>
        <RuleName name={name} isEnabled={rule.isEnabled} words={retentionWords(rule, registries)} />
      </td>
      <td data-label="Last run">
        {lastRunAt === undefined ? (
          <span className="muted">not yet</span>
        ) : (
          <RelativeTime at={lastRunAt} />
        )}
        {lastRemoved === undefined ? null : (
          <div className="tiny muted">removed {counted(lastRemoved, 'row')}</div>
        )}
      </td>
      <td className="end">
        <span className="row row-end">
          <EditRetentionButton rule={rule} />
          <ConfirmButton
            label="Remove"
            describe={`Remove ${name}`}
            title={`Remove ${name}?`}
            note="What it has removed stays removed; nothing more goes."
            busy={remove.isPending ? 'Removing …' : undefined}
            onConfirm={(close) => remove.mutate({ params: { id } }, { onSuccess: close })}
          />
        </span>
      </td>
    </tr>
  );
}
