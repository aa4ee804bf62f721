// The way around on a narrow screen.
import { Link, useRouterState } from '@tanstack/react-router';
import { DropdownMenu } from 'radix-ui';
import { Icon } from '../components/icon.tsx';
import { MenuContent } from '../components/menu-content.tsx';
import { navigationItems, roomOf } from './navigation-items.ts';
import { RoomCount } from './room-count.tsx';
import { useAttentionCounts } from './use-attention-counts.ts';

export function BottomNavigation() {
  const counts = useAttentionCounts();
  const room = roomOf(useRouterState({ select: (state) => state.location.pathname }));
  const minor = navigationItems.filter((item) => item.isMinor === true);
  return (
    <nav className="bottom-nav" aria-label="Main, short">
      {navigationItems
        .filter((item) => item.isMinor !== true)
        .map(({ to, label, icon }) => (
          <Link
            key={to}
            to={to}
            aria-current={to === room ? 'page' : undefined}
            activeOptions={{ exact: to === '/', includeSearch: false }}
          >
            <Icon name={icon} size={18} />
            {label}
            <RoomCount count={counts[to]} />
          </Link>
        ))}
      <DropdownMenu.Root modal={false}>
        <DropdownMenu.Trigger aria-current={minor.some(({ to }) => to === room)}>
          <Icon name="more" size={18} />
          More
          <RoomCount count={minor.reduce((sum, { to }) => sum + (counts[to] ?? 0), 0)} />
        </DropdownMenu.Trigger>
        <MenuContent side="top" sideOffset={8}>
          {minor.map(({ to, label, icon }) => (
            <DropdownMenu.Item key={to} asChild className="menu-item">
              <Link to={to}>
                <Icon name={icon} />
                {label}
                <RoomCount count={counts[to]} />
              </Link>
            </DropdownMenu.Item>
          ))}
        </MenuContent>
      </DropdownMenu.Root>
    </nav>
  );
}
