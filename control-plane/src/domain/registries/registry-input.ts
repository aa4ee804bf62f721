// What a person says about a connection, and the parts of it every way in checks the same way.
import { HarborError } from '@harborguard/shared/errors/harbor-error.ts';
import type {
  Provider,
  RegistryCredential,
  RegistryFilters,
} from '@harborguard/shared/protocol/registry-target.ts';
import type { Schedule } from '@harborguard/shared/registry/next-due-at.ts';
import type { ScanMethod } from './registry-store.ts';

export interface RegistryInput {
  readonly name?: string;
  readonly url: string;
  readonly provider?: Provider;
  readonly scanMethod: ScanMethod;
  readonly username?: string;
  readonly password?: string;
  readonly allowPlainHttp?: boolean;
  readonly caPem?: string;
  readonly schedule?: Schedule;
  readonly filters?: RegistryFilters;
  /** Sensor mode: bind to this sensor instead of making a key. */
  readonly sensorId?: string;
}

/** Only what is given changes; null clears. */
export interface RegistryEdit {
  readonly name?: string;
  readonly url?: string;
  readonly provider?: Provider;
  readonly scanMethod?: ScanMethod;
  readonly username?: string | null;
  readonly password?: string | null;
  readonly allowPlainHttp?: boolean;
  readonly caPem?: string | null;
  readonly schedule?: Schedule;
  readonly filters?: RegistryFilters;
  /** The revision the editor has seen; another one is refused. */
  readonly revision?: number;
}

export const keepAll: RegistryFilters = {
  repositories: { include: [], exclude: [] },
  tags: { include: [], exclude: [] },
};

/** Undefined: not given. Throws VALIDATION_FAILED for half a credential, or one the sensor should hold. */
export function credentialOf(
  input: { readonly username?: string | null; readonly password?: string | null },
  scanMethod: ScanMethod,
): RegistryCredential | undefined {
  const { username, password } = input;
  if (typeof username !== 'string' && typeof password !== 'string') return undefined;
  if (scanMethod === 'sensor') {
    throw invalid('password', 'none in sensor mode: the sensor holds the credential');
  }
  if (typeof username !== 'string' || username === '') throw invalid('username', 'required');
  if (typeof password !== 'string' || password === '') throw invalid('password', 'required');
  return { username, password };
}

function invalid(field: string, rule: string): HarborError {
  return new HarborError('VALIDATION_FAILED', { details: { field, rule } });
}
