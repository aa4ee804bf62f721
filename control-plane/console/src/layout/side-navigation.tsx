// The way around on a wide screen, with the number of what needs somebody beside each room.
import { Link } from '@tanstack/react-router';
import { Icon } from '../components/icon.tsx';
import { Brand } from './brand.tsx';
import { navigationItems } from './navigation-items.ts';
import { useAttentionCounts } from './use-attention-counts.ts';

export function SideNavigation() {
  const counts = useAttentionCounts();
  return (
    <nav className="rail" aria-label="Main">
      <Brand />
      {navigationItems.map(({ to, label, icon }) => (
        <Link
          key={to}
          to={to}
          className="rail-link"
          activeOptions={{ exact: to === '/', includeSearch: false }}
        >
          <Icon name={icon} />
          {label}
          {(counts[to] ?? 0) === 0 ? null : (
            <span className="rail-count">
              {counts[to]}
              <span className="visually-hidden"> need attention</span>
            </span>
          )}
        </Link>
      ))}
    </nav>
  );
}
