// Every route with the least role it wants, as the running program would have them: for the published matrix.
import { createSecretKey } from 'node:crypto';
import { LogThreshold } from '@harborguard/shared/log-over-logger.ts';
import type { Log } from '@harborguard/shared/ports.ts';
import { buildApp } from './app.ts';
import { parseConfig } from './config.ts';
import { createServices } from './create-services.ts';
import { createDataKeys } from './domain/credentials/data-keys.ts';
import { localKeyEncryptionKey } from './domain/credentials/key-encryption-key.ts';
import { sealKeyOf } from './domain/credentials/seal.ts';
import { isRole, type Role } from './domain/keys/roles.ts';
import { createChangeFeed } from './domain/live/change-feed.ts';
import { createUnitOfWork } from './store/create-unit-of-work.ts';
import { openDatabase } from './store/database.ts';
import { systemClock } from './system-clock.ts';
import { systemRandom } from './system-random.ts';
import { version } from './version.ts';

export interface PublishedRoute {
  readonly method: string;
  readonly path: string;
  readonly summary: string;
  /** Undefined: open, or guarded by a secret of its own. */
  readonly role: Role | undefined;
}

interface Operation {
  readonly summary?: string;
  readonly 'x-required-role'?: string;
}

/** Built over an empty database in memory; nothing is started. */
export async function publishedRoutes(): Promise<readonly PublishedRoute[]> {
  const database = await openDatabase(':memory:');
  const unitOfWork = createUnitOfWork(database.db);
  const keyOfNothing = sealKeyOf(createSecretKey(systemRandom.bytes(32)));
  const keyring = {
    current: localKeyEncryptionKey(keyOfNothing, systemRandom),
    previous: undefined,
  };
  const services = createServices({
    ...{ clock: systemClock, random: systemRandom, log: silent, version },
    logThreshold: new LogThreshold('silent'),
    config: parseConfig({}, () => undefined).config,
    storage: {
      ...{ db: database.db, unitOfWork },
      dataKeys: createDataKeys({ unitOfWork, clock: systemClock, random: systemRandom, keyring }),
      changes: createChangeFeed(systemClock),
      close: database.close,
    },
    advisoryFile: {
      current: () => undefined,
      watch: () => undefined,
      close: () => Promise.resolve(),
    },
    advisoryExport: { open: () => Promise.resolve(undefined), close: () => Promise.resolve() },
    runAdvisoryUpdate: undefined,
    isReady: () => false,
  });
  const app = await buildApp(services.api);
  try {
    await app.ready();
    return routesOf(app.swagger().paths ?? {});
  } finally {
    await app.close();
    await services.fleet.stop();
    await database.close();
  }
}

function routesOf(paths: object): readonly PublishedRoute[] {
  return Object.entries(paths).flatMap(([path, methods]: [string, Record<string, Operation>]) =>
    Object.entries(methods).map(([method, operation]) => {
      const role = operation['x-required-role'];
      return {
        method: method.toUpperCase(),
        path,
        summary: operation.summary ?? '',
        role: isRole(role) ? role : undefined,
      };
    }),
  );
}

const silent: Log = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  child: () => silent,
};
