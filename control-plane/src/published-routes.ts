// Every route with the least role it wants, as the running program would have them: for the published matrix.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeApi } from './describe-api.ts';
import { isRole, type Role } from './domain/keys/roles.ts';

export interface PublishedRoute {
  readonly method: string;
  readonly path: string;
  readonly summary: string;
  /** Undefined: open, or guarded by a secret of its own. */
  readonly role: Role | undefined;
  /** The codes it refuses with besides those that follow from its form. */
  readonly ownErrors: readonly string[];
}

interface Operation {
  readonly summary?: string;
  readonly 'x-required-role'?: string;
  readonly 'x-own-error-codes'?: readonly string[];
}

/** From the OpenAPI document; nothing is started. */
export async function publishedRoutes(): Promise<readonly PublishedRoute[]> {
  const folder = await mkdtemp(join(tmpdir(), 'harborguard-routes-'));
  try {
    const { paths = {} } = (await describeApi(folder)) as { readonly paths?: object };
    return routesOf(paths);
  } finally {
    await rm(folder, { recursive: true, force: true });
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
        ownErrors: operation['x-own-error-codes'] ?? [],
      };
    }),
  );
}
