// Every address of the console and the page behind it. Pages are loaded when somebody goes there; filters live in the
// address, so that it can be shared and the way back works.
import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  notFound,
} from '@tanstack/react-router';
import { AppLayout } from './layout/app-layout.tsx';
import { PageFailure } from './layout/page-failure.tsx';
import { PageNotFound } from './layout/page-not-found.tsx';
import { readSearch } from './search-text.ts';

const root = createRootRoute({ component: AppLayout, notFoundComponent: PageNotFound });
const getParentRoute = () => root;

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const digest = /^sha(256:[0-9a-f]{64}|512:[0-9a-f]{128})$/;

/** What the API would refuse as malformed is an address of nothing. */
function demand(pattern: RegExp, text: string): void {
  if (!pattern.test(text)) throw notFound();
}

const overview = createRoute({
  getParentRoute,
  path: '/',
  validateSearch: (search) => readSearch(search, { trend: 'text' }),
  component: lazyRouteComponent(() => import('./pages/overview/overview-page.tsx'), 'OverviewPage'),
});

const registries = createRoute({
  getParentRoute,
  path: '/registries',
  validateSearch: (search) => readSearch(search, { status: 'text', text: 'text', method: 'text' }),
  component: lazyRouteComponent(
    () => import('./pages/registries/registries-page.tsx'),
    'RegistriesPage',
  ),
});

const connect = createRoute({
  getParentRoute,
  path: '/registries/connect',
  component: lazyRouteComponent(() => import('./pages/connect/connect-page.tsx'), 'ConnectPage'),
});

const registry = createRoute({
  getParentRoute,
  path: '/registries/$id',
  validateSearch: (search) => readSearch(search, { tab: 'text', search: 'text', page: 'page' }),
  beforeLoad: ({ params }) => demand(uuid, params.id),
  component: lazyRouteComponent(() => import('./pages/registry/registry-page.tsx'), 'RegistryPage'),
});

const images = createRoute({
  getParentRoute,
  path: '/images',
  validateSearch: (search) =>
    readSearch(search, {
      search: 'text',
      registry: 'text',
      repository: 'text',
      state: 'text',
      severity: 'text',
      package: 'text',
      cve: 'text',
      signed: 'text',
      verdict: 'text',
      platform: 'text',
      age: 'text',
      label: 'text',
      fixable: 'flag',
      kev: 'flag',
      sort: 'text',
    }),
  component: lazyRouteComponent(() => import('./pages/images/images-page.tsx'), 'ImagesPage'),
});

const packages = createRoute({
  getParentRoute,
  path: '/packages',
  validateSearch: (search) =>
    readSearch(search, {
      package: 'text',
      registry: 'text',
      repository: 'text',
      sort: 'text',
      page: 'page',
    }),
  component: lazyRouteComponent(() => import('./pages/packages/packages-page.tsx'), 'PackagesPage'),
});

const compare = createRoute({
  getParentRoute,
  path: '/compare',
  validateSearch: (search) =>
    readSearch(search, {
      from: 'text',
      to: 'text',
      registry: 'text',
      platform: 'text',
      show: 'text',
      severity: 'text',
    }),
  component: lazyRouteComponent(() => import('./pages/compare/compare-page.tsx'), 'ComparePage'),
});

const image = createRoute({
  getParentRoute,
  path: '/images/$digest',
  validateSearch: (search) =>
    readSearch(search, {
      tab: 'text',
      layer: 'text',
      place: 'text',
      severity: 'text',
      fixable: 'flag',
      kev: 'flag',
      search: 'text',
      affected: 'flag',
      kind: 'text',
      page: 'page',
    }),
  beforeLoad: ({ params }) => demand(digest, params.digest),
  component: lazyRouteComponent(() => import('./pages/image/image-page.tsx'), 'ImagePage'),
});

const findings = createRoute({
  getParentRoute,
  path: '/findings',
  validateSearch: (search) =>
    readSearch(search, {
      by: 'text',
      cve: 'text',
      package: 'text',
      severity: 'text',
      registry: 'text',
      repository: 'text',
      tag: 'text',
      state: 'text',
      signed: 'text',
      verdict: 'text',
      fixable: 'flag',
      kev: 'flag',
      age: 'text',
      firstSeenFrom: 'text',
      sort: 'text',
      page: 'page',
    }),
  component: lazyRouteComponent(() => import('./pages/findings/findings-page.tsx'), 'FindingsPage'),
});

const advisory = createRoute({
  getParentRoute,
  path: '/advisories/$id',
  validateSearch: (search) =>
    readSearch(search, { state: 'text', registry: 'text', repository: 'text', page: 'page' }),
  component: lazyRouteComponent(() => import('./pages/advisory/advisory-page.tsx'), 'AdvisoryPage'),
});

const sensors = createRoute({
  getParentRoute,
  path: '/sensors',
  component: lazyRouteComponent(() => import('./pages/sensors/sensors-page.tsx'), 'SensorsPage'),
});

const sensor = createRoute({
  getParentRoute,
  path: '/sensors/$id',
  beforeLoad: ({ params }) => demand(uuid, params.id),
  component: lazyRouteComponent(() => import('./pages/sensor/sensor-page.tsx'), 'SensorPage'),
});

const activity = createRoute({
  getParentRoute,
  path: '/activity',
  validateSearch: (search) =>
    readSearch(search, { state: 'text', kind: 'text', registry: 'text', page: 'page' }),
  component: lazyRouteComponent(() => import('./pages/activity/activity-page.tsx'), 'ActivityPage'),
});

const policies = createRoute({
  getParentRoute,
  path: '/policies',
  validateSearch: (search) => readSearch(search, { state: 'text', cve: 'text', page: 'page' }),
  component: lazyRouteComponent(() => import('./pages/policies/policies-page.tsx'), 'PoliciesPage'),
});

const settings = createRoute({
  getParentRoute,
  path: '/settings',
  validateSearch: (search) =>
    readSearch(search, {
      ...{ tab: 'text', page: 'page' },
      ...{ actor: 'text', action: 'text' },
      ...{ state: 'text', channel: 'text' },
    }),
  component: lazyRouteComponent(() => import('./pages/settings/settings-page.tsx'), 'SettingsPage'),
});

const oneTimeLinks = (['/first-owner', '/invitation', '/password-reset'] as const).map((path) =>
  createRoute({
    getParentRoute,
    path,
    component: lazyRouteComponent(
      () => import('./session/one-time-link-page.tsx'),
      'OneTimeLinkPage',
    ),
  }),
);

const routeTree = root.addChildren([
  ...oneTimeLinks,
  overview,
  registries,
  connect,
  registry,
  images,
  packages,
  compare,
  image,
  findings,
  advisory,
  sensors,
  sensor,
  activity,
  policies,
  settings,
]);

export const router = createRouter({
  routeTree,
  defaultPreload: 'intent',
  defaultErrorComponent: PageFailure,
  defaultNotFoundComponent: PageNotFound,
  scrollRestoration: true,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
