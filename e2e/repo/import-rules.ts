// Who may import whom. The longest folder that contains a file decides; a folder that is not listed is an error,
// so a new room of the house is named here before anything moves in.

/** Folder -> folders it may import from, besides itself. */
export const importRules: Readonly<Record<string, readonly string[]>> = {
  'shared/src': [],
  // What both programs need of the machine they run on; beside it, shared code touches nothing.
  'shared/runtime': ['shared/src'],
  'shared/testing': ['shared/src'],

  'sensor/src/store': ['shared/src'],
  'sensor/src/outbox': ['sensor/src/store', 'shared/src'],
  'sensor/src/identity': ['shared/src'],
  'sensor/src/registry': ['sensor/src/identity', 'shared/src'],
  'sensor/src/scan': ['sensor/src/registry', 'sensor/src/store', 'shared/src'],
  'sensor/src/archive': ['sensor/src/registry', 'sensor/src/scan', 'shared/src'],
  'sensor/src/attachments': ['sensor/src/registry', 'shared/src'],
  'sensor/src/external': ['sensor/src/identity', 'sensor/src/registry', 'shared/src'],
  'sensor/src/jobs': [
    'sensor/src/external',
    'sensor/src/attachments',
    'sensor/src/registry',
    'sensor/src/scan',
    'sensor/src/outbox',
    'shared/src',
  ],
  'sensor/src/link': ['sensor/src/outbox', 'shared/src'],
  'sensor/src/cli': ['sensor/src', 'shared/runtime', 'shared/src'],
  'sensor/src': ['sensor/src', 'shared/runtime', 'shared/src'],

  'control-plane/src/domain': ['shared/src'],
  'control-plane/src/store': ['control-plane/src/domain', 'shared/src'],
  'control-plane/src/outbound': ['control-plane/src/domain', 'shared/src'],
  'control-plane/src/advisories': ['control-plane/src/domain', 'shared/src'],
  'control-plane/src/http': ['control-plane/src/domain', 'shared/src'],
  'control-plane/src/ws': ['control-plane/src/domain', 'shared/src'],
  'control-plane/src/cli': ['control-plane/src', 'shared/runtime', 'shared/src'],
  'control-plane/src/testing': ['control-plane/src', 'shared/src'],
  'control-plane/src': ['control-plane/src', 'shared/runtime', 'shared/src'],

  'deploy/images': [],
  'control-plane/client/src': [],
  'control-plane/client/build': [],
  // The console asks the API and knows nothing of what is behind it; pages stand on what they share.
  'control-plane/console/build': [],
  'control-plane/console/src/time': [],
  'control-plane/console/src/session': [
    'control-plane/console/src/api',
    'control-plane/console/src/components',
    'control-plane/console/src/styles',
    'control-plane/console/src/tab-memory.ts',
  ],
  'control-plane/console/src/api': [
    'control-plane/client/src',
    'control-plane/console/src/session/session.ts',
  ],
  'control-plane/console/src/components': [
    'control-plane/client/src',
    'control-plane/console/src/api',
    'control-plane/console/src/time',
    'shared/src',
  ],
  'control-plane/console/src/live': [
    'control-plane/console/src/session/session.ts',
    'control-plane/console/src/time',
  ],
  'control-plane/console/src/layout': [
    'control-plane/client/src',
    'control-plane/console/src/api',
    'control-plane/console/src/components',
    'control-plane/console/src/live',
    'control-plane/console/src/session',
    'control-plane/console/src/time',
  ],
  'control-plane/console/src/pages': [
    'control-plane/client/src',
    'control-plane/console/src/api',
    'control-plane/console/src/components',
    'control-plane/console/src/time',
    'control-plane/console/src/search-change.ts',
    'control-plane/console/src/tab-memory.ts',
    'control-plane/console/src/use-narrow.ts',
    'shared/src',
  ],
  'control-plane/console/src/styles': [],
  'control-plane/console/src': ['control-plane/console/src'],

  'e2e/repo': ['shared/src', 'sensor/src', 'control-plane/src', 'e2e/support'],
  'e2e/support': ['shared/src', 'shared/testing'],
  'e2e/demo': ['shared/src', 'shared/testing', 'control-plane/console/build', 'e2e/support'],
  'e2e/browser': [
    'shared/src',
    'shared/testing',
    'control-plane/console/build',
    'e2e/support',
    'e2e/demo',
  ],
  'e2e/flows': ['shared/src', 'shared/testing', 'e2e/support', 'e2e/demo'],
  'e2e/peers': [
    'shared/src',
    'shared/runtime',
    'shared/testing',
    'sensor/src',
    'control-plane/src',
    'e2e/support',
    'e2e/demo',
  ],
  'e2e/chaos': ['shared/src', 'shared/testing', 'control-plane/src', 'e2e/support', 'e2e/demo'],
  'e2e/charts': ['shared/src', 'sensor/src', 'control-plane/src', 'e2e/support'],
  'e2e/postgres': [
    'shared/src',
    'shared/runtime',
    'shared/testing',
    'control-plane/src',
    'e2e/support',
    'e2e/demo',
  ],
  'e2e/containers': ['shared/src', 'shared/testing', 'e2e/support', 'e2e/demo', 'e2e/charts'],
  'e2e/bench': [
    'shared/src',
    'shared/runtime',
    'shared/testing',
    'sensor/src',
    'control-plane/src',
    'control-plane/console/build',
    'e2e/support',
    'e2e/browser',
  ],
};

/** Tests, and the test support beside them, may also use the test kit. */
export const testKit = 'shared/testing';

/** Package -> folders that may import it; packages not listed are free. */
export const packageHomes: Readonly<Record<string, readonly string[]>> = {
  ws: ['sensor/src/link', 'control-plane/src/ws'],
  undici: ['sensor/src/registry/http', 'control-plane/src/outbound'],
  'better-sqlite3': ['sensor/src/store', 'control-plane/src/store', 'control-plane/src/advisories'],
  kysely: ['control-plane/src/store'],
  pg: ['control-plane/src/store/dialect/postgres', 'control-plane/src/store/testing'],
  fastify: ['control-plane/src/http', 'control-plane/src/app.ts', 'control-plane/src/compose.ts'],
  '@fastify/fast-json-stringify-compiler': ['control-plane/src/http'],
  '@aws-sdk/client-kms': ['control-plane/src/outbound/aws-kms-key.ts'],
  croner: ['control-plane/src/domain/schedule'],
  nodemailer: ['control-plane/src/outbound/notifications'],
  'openid-client': ['control-plane/src/outbound'],
  'oidc-provider': ['control-plane/src/outbound/testing'],
  'smtp-server': ['control-plane/src/outbound/notifications/testing'],
  standardwebhooks: [
    'control-plane/src/domain/notifications/messages',
    'control-plane/src/testing',
  ],
  minimatch: [
    'shared/src/registry',
    'control-plane/src/domain/notifications',
    'control-plane/src/domain/retention',
  ],
  '@sigstore/bundle': ['shared/src/signatures'],
  '@sigstore/protobuf-specs': ['shared/src/signatures'],
  '@sigstore/verify': ['shared/src/signatures'],
  '@sigstore/mock': ['shared/testing/signatures'],
  pino: ['shared/runtime'],
  // Traces are a port everywhere else; this folder is imported only where somebody wants them.
  '@opentelemetry/api': ['shared/runtime/tracing'],
  '@opentelemetry/otlp-transformer': ['shared/runtime/tracing'],
  '@opentelemetry/resources': ['shared/runtime/tracing'],
  '@opentelemetry/sdk-trace': ['shared/runtime/tracing'],
  'fast-check': ['sensor/src/scan'],
  vite: ['control-plane/console/build'],
  react: ['control-plane/console/src'],
  'react-dom': ['control-plane/console/src/main.tsx'],
  '@tanstack/react-router': ['control-plane/console/src'],
  '@tanstack/react-query': ['control-plane/console/src'],
  'radix-ui': ['control-plane/console/src'],
  'playwright-core': ['e2e/browser'],
  'axe-core': ['e2e/browser'],
};

/** Text that production code does not hold, with what to use instead. */
export const bannedText: readonly {
  readonly pattern: RegExp;
  readonly instead: string;
  readonly allowedIn: readonly string[];
}[] = [
  {
    pattern: /\bprocess\.env\b/,
    instead: 'the configuration object; main.ts reads the environment once',
    allowedIn: ['sensor/src/main.ts', 'control-plane/src/main.ts'],
  },
  {
    pattern: /\bDate\.now\(|\bperformance\.now\(|(?<![.\w])set(?:Timeout|Interval)\(/,
    instead: 'the Clock port',
    allowedIn: [
      'shared/runtime/system-clock.ts',
      'shared/runtime/system-random.ts',
      'control-plane/console/src/time/browser-clock.ts',
    ],
  },
  {
    pattern: /\bMath\.random\(/,
    instead: 'the Random port',
    allowedIn: [],
  },
  {
    pattern: /\bconsole\.\w+\(/,
    instead: 'the Log port, or process.stdout in cli/',
    allowedIn: [],
  },
  { pattern: /\bFIXME\b|\bTODO\b/, instead: 'finishing it', allowedIn: [] },
];
