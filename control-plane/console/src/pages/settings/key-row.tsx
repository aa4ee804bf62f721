// One API key.
import type { RowOf } from '@harborguard/client/operation-types.ts';
import { ConfirmButton } from '../../components/confirm-button.tsx';
import { RelativeTime } from '../../components/relative-time.tsx';
import { useAction } from '../../components/use-action.ts';

export function KeyRow({
  apiKey,
  registryNames,
}: {
  readonly apiKey: RowOf<'GET /api/api-keys'>;
  readonly registryNames: ReadonlyMap<string, string>;
}) {
  const { id, name, kind, role, prefix, registryIds, expiresAt, lastUsedAt } = apiKey;
  const revoke = useAction('DELETE /api/api-keys/{id}', { done: `${name} is revoked` });
  return (
    <tr>
      <td>
        <span className="stack-tight">
          <span className="name">{name}</span>
          <span className="tiny muted">
            <span className="mono">{prefix}…</span> {kind === 'user' ? 'API' : kind}
          </span>
        </span>
      </td>
      <td data-label="Role">{role}</td>
      <td data-label="Registries">
        {registryIds.length === 0
          ? kind === 'sensor'
            ? 'those it is bound to'
            : 'all'
          : registryIds.map((each) => registryNames.get(each) ?? each).join(', ')}
      </td>
      <td data-label="Made">
        <span className="stack-tight">
          <RelativeTime at={apiKey.createdAt} />
          {apiKey.createdBy && <span className="tiny muted">by {apiKey.createdBy.name}</span>}
        </span>
      </td>
      <td data-label="Ends">
        {expiresAt === undefined ? (
          <span className="muted">never</span>
        ) : (
          <RelativeTime at={expiresAt} />
        )}
      </td>
      <td data-label="Last used">
        {lastUsedAt === undefined ? (
          <span className="muted">never</span>
        ) : (
          <RelativeTime at={lastUsedAt} />
        )}
      </td>
      <td className="end">
        {apiKey.revokedAt === undefined ? (
          <ConfirmButton
            label="Revoke"
            describe={`Revoke ${name}`}
            title={`Revoke ${name}?`}
            note="Whatever uses this key is refused from now on. A revoked key does not come back."
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
