// How a registry is reached and what scans may take of it, as a form and as what the API wants.
import type { RequestOf } from '@harborguard/client/operation-types.ts';
import type { Registry } from './registry.ts';

export interface ConnectionForm {
  /** One a line; none means the usual ones. */
  readonly platforms: string;
  readonly limits: 'usual' | 'own';
  /** Empty: no limit. */
  readonly pullsPerHour: string;
  readonly gigabytesPerHour: string;
  readonly allowPlainHttp: boolean;
  readonly skipTlsVerify: boolean;
  /** Empty: as it is. */
  readonly caPem: string;
  readonly dropCa: boolean;
}

const gigabyte = 1_000_000_000;

export function connectionForm(registry: Registry): ConnectionForm {
  const { pullsPerHour, bytesPerHour, isDefault } = registry.pullLimits;
  return {
    platforms: (registry.filters.platforms ?? []).join('\n'),
    limits: isDefault ? 'usual' : 'own',
    pullsPerHour: pullsPerHour === null ? '' : String(pullsPerHour),
    gigabytesPerHour: bytesPerHour === null ? '' : String(bytesPerHour / gigabyte),
    allowPlainHttp: registry.allowPlainHttp,
    skipTlsVerify: registry.skipTlsVerify,
    caPem: '',
    dropCa: false,
  };
}

type Body = RequestOf<'PUT /api/registries/{id}'>['body'];

/** Only what was changed: what is left out stays as it is. */
export function connectionBody(form: ConnectionForm, registry: Registry): Body {
  const before = connectionForm(registry);
  const limitsChanged =
    form.limits !== before.limits ||
    form.pullsPerHour !== before.pullsPerHour ||
    form.gigabytesPerHour !== before.gigabytesPerHour;
  return {
    ...(limitsChanged ? { pullLimits: limitsOf(form) } : {}),
    ...(form.allowPlainHttp === before.allowPlainHttp
      ? {}
      : { allowPlainHttp: form.allowPlainHttp }),
    ...(form.skipTlsVerify === before.skipTlsVerify ? {} : { skipTlsVerify: form.skipTlsVerify }),
    ...(form.dropCa ? { caPem: null } : form.caPem.trim() === '' ? {} : { caPem: form.caPem }),
  };
}

function limitsOf({ limits, pullsPerHour, gigabytesPerHour }: ConnectionForm) {
  if (limits === 'usual') return null;
  return {
    pullsPerHour: pullsPerHour.trim() === '' ? null : Math.round(Number(pullsPerHour)),
    bytesPerHour:
      gigabytesPerHour.trim() === '' ? null : Math.round(Number(gigabytesPerHour) * gigabyte),
  };
}
