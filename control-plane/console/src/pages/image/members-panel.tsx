// The platforms an index stands for.
import { Link } from '@tanstack/react-router';
import { shortDigest } from '../../components/digest-words.ts';
import { ImageState } from '../../components/image-state.tsx';
import { Panel } from '../../components/panel.tsx';
import type { ImageDetail } from './image-detail.ts';

export function MembersPanel({ members }: { readonly members: ImageDetail['members'] }) {
  return (
    <Panel title="Platforms" note="This is an index: each platform is an image of its own" flush>
      <ul>
        {members.map((member) => (
          <li key={member.digest} className="member">
            <Link to="/images/$digest" params={{ digest: member.digest }} className="name">
              {member.platform ?? member.role}
            </Link>
            <span className="tiny muted mono">{shortDigest(member.digest)}</span>
            <span className="spread" />
            {member.state === undefined ? (
              <span className="tiny muted">{member.role}</span>
            ) : (
              <ImageState state={member.state} />
            )}
          </li>
        ))}
      </ul>
    </Panel>
  );
}
