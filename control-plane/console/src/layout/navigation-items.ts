// The rooms of the console, in the order they stand in.
import type { IconName } from '../components/icon.tsx';

export interface NavigationItem {
  readonly to:
    | '/'
    | '/registries'
    | '/images'
    | '/packages'
    | '/compare'
    | '/findings'
    | '/sensors'
    | '/activity'
    | '/policies'
    | '/settings';
  readonly label: string;
  readonly icon: IconName;
  /** Behind "More" where there is little room. */
  readonly isMinor?: boolean;
}

export const navigationItems: readonly NavigationItem[] = [
  { to: '/', label: 'Overview', icon: 'overview' },
  { to: '/registries', label: 'Registries', icon: 'registries' },
  { to: '/images', label: 'Images', icon: 'images' },
  { to: '/findings', label: 'Findings', icon: 'findings' },
  { to: '/packages', label: 'Packages', icon: 'packages', isMinor: true },
  { to: '/compare', label: 'Compare', icon: 'compare', isMinor: true },
  { to: '/sensors', label: 'Sensors', icon: 'sensors', isMinor: true },
  { to: '/activity', label: 'Activity', icon: 'activity', isMinor: true },
  { to: '/policies', label: 'Policies', icon: 'policies', isMinor: true },
  { to: '/settings', label: 'Settings', icon: 'settings', isMinor: true },
];

/** Of pages that stand in no list of rooms: what leads to them. */
const roomsOfPages: Readonly<Record<string, NavigationItem['to']>> = { advisories: '/findings' };

/** The room a page is in; none where no page has the address. */
export function roomOf(path: string): NavigationItem['to'] | undefined {
  const [, first = ''] = path.split('/');
  return navigationItems.find(({ to }) => to === `/${first}`)?.to ?? roomsOfPages[first];
}
