// Who works here and as what, and who was invited.
import { getRouteApi } from '@tanstack/react-router';
import { useOperation } from '../../api/use-operation.ts';
import { AskedList } from '../../components/asked-list.tsx';
import { ListHead } from '../../components/list-head.tsx';
import { useCaller } from '../../components/use-caller.ts';
import { InvitationsList } from './invitations-list.tsx';
import { InviteButton } from './invite-button.tsx';
import { MemberRow } from './member-row.tsx';

const route = getRouteApi('/settings');
const pageSize = 50;

export function MembersTab() {
  const { page = 1 } = route.useSearch();
  const navigate = route.useNavigate();
  const caller = useCaller();
  const members = useOperation(
    'GET /api/members',
    { query: { page, limit: pageSize } },
    { keepPrevious: true, enabled: caller.may('auditor') },
  );
  return (
    <>
      <ListHead
        note="People sign in with a password or through your identity provider."
        needs="admin"
        what={caller.may('auditor') ? 'Changing members' : 'Seeing and changing members'}
      >
        <InviteButton />
      </ListHead>
      <AskedList
        answer={members}
        what="members"
        columns={['Member', 'Signs in with', 'Joined', 'Last seen', 'Role', 'Actions']}
        empty="Nobody is a member yet; until then API keys are the way in."
        onPage={(next) => void navigate({ search: (before) => ({ ...before, page: next }) })}
      >
        {(member) => <MemberRow key={member.id} member={member} caller={caller} />}
      </AskedList>
      {caller.may('admin') ? <InvitationsList /> : null}
    </>
  );
}
