// Who reads a registry, in words.
import type { RowOf } from '@harborguard/client/operation-types.ts';

export const methodWords: Readonly<Record<RowOf<'GET /api/registries'>['scanMethod'], string>> = {
  cloud: 'this server',
  sensor: 'a sensor',
};
