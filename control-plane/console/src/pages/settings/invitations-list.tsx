// Invitations nobody has taken up yet.
import { useOperation } from '../../api/use-operation.ts';
import { Button } from '../../components/button.tsx';
import { FailureNotice } from '../../components/failure-notice.tsx';
import { RelativeTime } from '../../components/relative-time.tsx';
import { useAction } from '../../components/use-action.ts';

export function InvitationsList() {
  const invitations = useOperation('GET /api/invitations', { query: { limit: 100 } });
  const revoke = useAction('DELETE /api/invitations/{id}', { done: 'The invitation is withdrawn' });
  const open = invitations.data?.data ?? [];
  if (invitations.isError) {
    return (
      <FailureNotice
        error={invitations.error}
        what="The invitations could not be read."
        retry={() => void invitations.refetch()}
      />
    );
  }
  if (open.length === 0) return null;
  return (
    <section className="panel-body stack" aria-label="Open invitations">
      <h2>Open invitations</h2>
      <ul className="stack-tight">
        {open.map(({ id, email, role, expiresAt }) => (
          <li key={id} className="row small">
            <span className="name">{email}</span>
            <span className="muted">
              as {role}, ends <RelativeTime at={expiresAt} />
            </span>
            <Button
              size="small"
              aria-label={`Withdraw the invitation of ${email}`}
              disabled={revoke.isPending}
              onClick={() => revoke.mutate({ params: { id } })}
            >
              Withdraw
            </Button>
          </li>
        ))}
      </ul>
    </section>
  );
}
