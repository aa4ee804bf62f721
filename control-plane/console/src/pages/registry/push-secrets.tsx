// The secrets the registry may send with its events: since when, when they were used last, and their end.
import type { DataOf } from '@harborguard/client/operation-types.ts';
import { ConfirmButton } from '../../components/confirm-button.tsx';
import { RelativeTime } from '../../components/relative-time.tsx';
import { useAction } from '../../components/use-action.ts';
import { useCaller } from '../../components/use-caller.ts';

type Secret = DataOf<'GET /api/registries/{id}/webhook'>['secrets'][number];

export function PushSecrets({
  id,
  secrets,
}: {
  readonly id: string;
  readonly secrets: readonly Secret[];
}) {
  if (secrets.length === 0) return null;
  return (
    <ul className="stack-tight">
      {secrets.map((secret) => (
        <SecretLine key={secret.id} registryId={id} secret={secret} />
      ))}
    </ul>
  );
}

function SecretLine({
  registryId,
  secret,
}: {
  readonly registryId: string;
  readonly secret: Secret;
}) {
  const caller = useCaller();
  const revoke = useAction('DELETE /api/registries/{id}/webhook', { done: 'Secret revoked' });
  return (
    <li className="row small">
      <span className="mono">{secret.prefix}…</span>
      <span className="muted">
        made <RelativeTime at={secret.createdAt} />,{' '}
        {secret.lastUsedAt === undefined ? (
          'never used'
        ) : (
          <>
            used <RelativeTime at={secret.lastUsedAt} />
          </>
        )}
      </span>
      {caller.may('admin', 'registry') ? (
        <ConfirmButton
          label="Revoke"
          title={`Revoke the secret ${secret.prefix}…?`}
          note="What the registry sends with it is refused at once. The next sync finds what was pushed meanwhile."
          describe={`Revoke ${secret.prefix}`}
          busy={revoke.isPending ? 'Revoking …' : undefined}
          onConfirm={(close) =>
            revoke.mutate(
              { params: { id: registryId }, query: { secretId: secret.id } },
              { onSuccess: close },
            )
          }
        />
      ) : null}
    </li>
  );
}
