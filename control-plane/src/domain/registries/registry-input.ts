// What a person says about a connection, and the parts of it every way in checks the same way.
import { HarborError } from '@harborguard/shared/errors/harbor-error.ts';
import type {
  ClientCertificate,
  Provider,
  RegistryCredential,
  RegistryFilters,
} from '@harborguard/shared/protocol/registry-target.ts';
import type { Schedule } from '@harborguard/shared/registry/next-due-at.ts';
import type { PullLimits } from '@harborguard/shared/registry/pull-budget.ts';
import type { Blackout } from '../schedule/blackout.ts';
import type { CronPlan } from '../schedule/cron.ts';
import type { ScanMethod } from './registry-store.ts';

export interface RegistryInput {
  readonly name?: string;
  readonly url: string;
  readonly provider?: Provider;
  readonly scanMethod: ScanMethod;
  readonly username?: string;
  readonly password?: string;
  readonly sessionToken?: string;
  readonly allowPlainHttp?: boolean;
  readonly caPem?: string;
  readonly skipTlsVerify?: boolean;
  readonly clientCertificate?: ClientCertificate;
  readonly pullLimits?: PullLimits;
  readonly schedule?: Schedule;
  readonly cron?: CronPlan;
  readonly blackouts?: readonly Blackout[];
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
  readonly sessionToken?: string;
  readonly allowPlainHttp?: boolean;
  readonly caPem?: string | null;
  readonly skipTlsVerify?: boolean;
  readonly clientCertificate?: ClientCertificate | null;
  /** Null: what is usual for the provider; `isDefault` says that this was read, and is no choice. */
  readonly pullLimits?: (PullLimits & { readonly isDefault?: boolean }) | null;
  readonly schedule?: Schedule;
  readonly cron?: CronPlan | null;
  readonly blackouts?: readonly Blackout[];
  readonly filters?: RegistryFilters;
  /** The revision the editor has seen; another one is refused. */
  readonly revision?: number;
}

export const keepAll: RegistryFilters = {
  repositories: { include: [], exclude: [] },
  tags: { include: [], exclude: [] },
};

/** AWS names temporary keys so; all others sign without a session token. */
const temporaryKey = /^ASIA[A-Z0-9]{12,124}$/;

/** Undefined: not given. Throws VALIDATION_FAILED for half a credential, or one the sensor should hold. */
export function credentialOf(
  input: {
    readonly username?: string | null;
    readonly password?: string | null;
    readonly sessionToken?: string;
  },
  scanMethod: ScanMethod,
): RegistryCredential | undefined {
  const { username, password, sessionToken } = input;
  const given = [username, password, sessionToken];
  if (given.every((part) => typeof part !== 'string')) return undefined;
  if (scanMethod === 'sensor') {
    throw invalid('password', 'none in sensor mode: the sensor holds the credential');
  }
  if (typeof username !== 'string' || username === '') throw invalid('username', 'required');
  if (typeof password !== 'string' || password === '') throw invalid('password', 'required');
  if (sessionToken === undefined) return { username, password };
  if (!temporaryKey.test(username)) {
    throw invalid('sessionToken', 'only beside a temporary AWS key (ASIA…) as the user name');
  }
  return { username, password, sessionToken };
}

function invalid(field: string, rule: string): HarborError {
  return new HarborError('VALIDATION_FAILED', { details: { field, rule } });
}
