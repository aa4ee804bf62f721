// Enrolment tokens: each lets so many sensors in, which get a key of their own with it.
import type { RowOf } from '@harborguard/client/operation-types.ts';
import { useOperation } from '../../../api/use-operation.ts';
import { AskedList } from '../../../components/asked-list.tsx';
import { ConfirmButton } from '../../../components/confirm-button.tsx';
import { ListHead } from '../../../components/list-head.tsx';
import { RelativeTime } from '../../../components/relative-time.tsx';
import { useAction } from '../../../components/use-action.ts';
import { useCaller } from '../../../components/use-caller.ts';
import { useRegistryNames } from '../../../components/use-registry-names.ts';
import { CreateTokenButton } from './create-token-button.tsx';
import { labelWords } from './label-lines.ts';

export function EnrolmentList() {
  const caller = useCaller();
  const tokens = useOperation(
    'GET /api/enrolment-tokens',
    { query: { limit: 100 } },
    { enabled: caller.may('admin') },
  );
  if (!caller.may('admin')) return null;
  return (
    <section aria-label="Enrolment tokens">
      <ListHead
        title="Enrolment tokens"
        note="For many sensors at once: each gets a key of its own, which it renews by itself."
        needs="admin"
        what="Making tokens"
      >
        <CreateTokenButton />
      </ListHead>
      <AskedList
        answer={tokens}
        what="enrolment tokens"
        columns={['Token', 'Registries', 'Labels', 'Used', 'Ends', 'Actions']}
        empty="No token is out. Make one to set up many sensors without a key for each."
      >
        {(token) => <TokenRow key={token.id} token={token} />}
      </AskedList>
    </section>
  );
}

function TokenRow({ token }: { readonly token: RowOf<'GET /api/enrolment-tokens'> }) {
  const { id, name, prefix, registryIds, labels, uses, usesMax, expiresAt, revokedAt } = token;
  const names = useRegistryNames();
  const revoke = useAction('DELETE /api/enrolment-tokens/{id}', { done: `${name} is revoked` });
  return (
    <tr>
      <td>
        <span className="stack-tight">
          <span className="name">{name}</span>
          <span className="tiny muted mono">{prefix}…</span>
        </span>
      </td>
      <td data-label="Registries" className="wrap">
        {registryIds.length === 0
          ? 'those it is bound to'
          : registryIds.map((each) => names.get(each) ?? each).join(', ')}
      </td>
      <td data-label="Labels">
        <span className="row">
          {labelWords(labels).map((each) => (
            <span key={each} className="tag">
              {each}
            </span>
          ))}
        </span>
      </td>
      <td data-label="Used" className="number">
        {uses} of {usesMax}
      </td>
      <td data-label="Ends">
        <RelativeTime at={expiresAt} />
      </td>
      <td className="end">
        {revokedAt === undefined ? (
          <ConfirmButton
            label="Revoke"
            describe={`Revoke ${name}`}
            title={`Revoke ${name}?`}
            note="No sensor is let in with it any more. Those that came with it keep their keys."
            busy={revoke.isPending ? 'Revoking …' : undefined}
            onConfirm={(close) => revoke.mutate({ params: { id } }, { onSuccess: close })}
          />
        ) : (
          <span className="muted small">revoked</span>
        )}
      </td>
    </tr>
  );
}
