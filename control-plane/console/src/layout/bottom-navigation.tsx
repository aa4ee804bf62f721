// The way around on a narrow screen.
import { Link } from '@tanstack/react-router';
import { DropdownMenu } from 'radix-ui';
import { Icon } from '../components/icon.tsx';
import { MenuContent } from '../components/menu-content.tsx';
import { navigationItems } from './navigation-items.ts';

export function BottomNavigation() {
  const minor = navigationItems.filter((item) => item.isMinor === true);
  return (
    <nav className="bottom-nav" aria-label="Main, short">
      {navigationItems
        .filter((item) => item.isMinor !== true)
        .map(({ to, label, icon }) => (
          <Link key={to} to={to} activeOptions={{ exact: to === '/', includeSearch: false }}>
            <Icon name={icon} size={18} />
            {label}
          </Link>
        ))}
      <DropdownMenu.Root modal={false}>
        <DropdownMenu.Trigger>
          <Icon name="more" size={18} />
          More
        </DropdownMenu.Trigger>
        <MenuContent side="top" sideOffset={8}>
          {minor.map(({ to, label, icon }) => (
            <DropdownMenu.Item key={to} asChild className="menu-item">
              <Link to={to}>
                <Icon name={icon} />
                {label}
              </Link>
            </DropdownMenu.Item>
          ))}
        </MenuContent>
      </DropdownMenu.Root>
    </nav>
  );
}
