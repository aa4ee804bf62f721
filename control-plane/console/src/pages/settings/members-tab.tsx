// Who works here and as what, and who was invited.
import { useState } from 'react';
import { useOperation } from '../../api/use-operation.ts';
import { FailureNotice } from '../../components/failure-notice.tsx';
import { Pager } from '../../components/pager.tsx';
import { RoleNote } from '../../components/role-note.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { useCaller } from '../../components/use-caller.ts';
import { InvitationsList } from './invitations-list.tsx';
import { InviteButton } from './invite-button.tsx';
import { MemberRow } from './member-row.tsx';

const pageSize = 50;

export function MembersTab() {
  const [page, setPage] = useState(1);
  const caller = useCaller();
  const members = useOperation(
    'GET /api/members',
    { query: { page, limit: pageSize } },
    { keepPrevious: true, enabled: caller.may('auditor') },
  );
  return (
    <>
      <div className="panel-head">
        <span className="muted small">
          People sign in with a password or through your identity provider.
        </span>
        <span className="spread" />
        {caller.may('admin') ? <InviteButton /> : null}
        <RoleNote needs={caller.may('auditor') ? 'admin' : 'auditor'} what={noteOf(caller)} />
      </div>
      {members.isError ? (
        <FailureNotice
          error={members.error}
          what="The members could not be read."
          retry={() => void members.refetch()}
        />
      ) : null}
      {members.isLoading ? <Skeleton lines={4} label="Loading members …" /> : null}
      {members.data === undefined ? null : members.data.data.length === 0 ? (
        <p className="panel-body muted">
          Nobody is a member yet; until then API keys are the way in.
        </p>
      ) : (
        <>
          <div className="scroll">
            <table>
              <thead>
                <tr>
                  <th scope="col">Member</th>
                  <th scope="col">Signs in with</th>
                  <th scope="col">Joined</th>
                  <th scope="col">Last seen</th>
                  <th scope="col">Role</th>
                  <th scope="col">
                    <span className="visually-hidden">Actions</span>
                  </th>
                </tr>
              </thead>
              <tbody>
                {members.data.data.map((member) => (
                  <MemberRow key={member.id} member={member} caller={caller} />
                ))}
              </tbody>
            </table>
          </div>
          <Pager meta={members.data.meta} what="members" onPage={setPage} />
        </>
      )}
      {caller.may('admin') ? <InvitationsList /> : null}
    </>
  );
}

function noteOf(caller: ReturnType<typeof useCaller>): string {
  return caller.may('auditor') ? 'Changing members' : 'Seeing members';
}
