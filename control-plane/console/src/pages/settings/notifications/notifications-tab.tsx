// Who is told of news: the channels, the rules that choose what goes where, and what came of it.
import { useOperation } from '../../../api/use-operation.ts';
import { AskedList } from '../../../components/asked-list.tsx';
import { ListHead } from '../../../components/list-head.tsx';
import { RoleNote } from '../../../components/role-note.tsx';
import { useCaller } from '../../../components/use-caller.ts';
import { AddChannelButton } from './channel-button.tsx';
import { ChannelRow } from './channel-row.tsx';
import { DeliveriesList } from './deliveries-list.tsx';
import { RulesList } from './rules-list.tsx';

export function NotificationsTab() {
  const caller = useCaller();
  const mayRead = caller.may('viewer');
  const channels = useOperation('GET /api/notification-channels', {}, { enabled: mayRead });
  const known = channels.data?.data;
  if (caller.role !== undefined && !mayRead) {
    return (
      <div className="panel-body">
        <RoleNote needs="viewer" what="Reading notifications" />
      </div>
    );
  }
  return (
    <>
      <section aria-label="Channels">
        <ListHead
          title="Channels"
          note="E-mail, chat, on-call or a program of yours. Secrets are never shown again."
          needs="admin"
          what="Making channels"
        >
          <AddChannelButton />
        </ListHead>
        <AskedList
          answer={channels}
          what="channels"
          columns={['Channel', 'Leads to', 'State', 'Actions']}
          empty="No channel yet. Add one, test it, then choose by a rule what it is told."
        >
          {(channel) => (
            <ChannelRow key={channel.id} channel={channel} mayChange={caller.may('admin')} />
          )}
        </AskedList>
      </section>
      {/* Without the channels nothing true can be said of the rules. */}
      {known === undefined ? null : <RulesList channels={known} />}
      <DeliveriesList channels={known} />
    </>
  );
}
