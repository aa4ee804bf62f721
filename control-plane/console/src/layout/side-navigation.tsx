// The way around on a wide screen, with the number of what needs somebody beside each room.
import { Link, useRouterState } from '@tanstack/react-router';
import { Icon } from '../components/icon.tsx';
import { Brand } from './brand.tsx';
import { navigationItems, roomOf } from './navigation-items.ts';
import { RoomCount } from './room-count.tsx';
import { useAttentionCounts } from './use-attention-counts.ts';

export function SideNavigation() {
  const counts = useAttentionCounts();
  const room = roomOf(useRouterState({ select: (state) => state.location.pathname }));
  return (
    <nav className="rail" aria-label="Main">
      <Brand />
      {navigationItems.map(({ to, label, icon }) => (
        <Link
          key={to}
          to={to}
          className="rail-link"
          aria-current={to === room ? 'page' : undefined}
          activeOptions={{ exact: to === '/', includeSearch: false }}
        >
          <Icon name={icon} />
          {label}
          <RoomCount count={counts[to]} />
        </Link>
      ))}
    </nav>
  );
}
