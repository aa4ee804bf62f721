// What a registry's refusal means to us: its status, the codes in its body and what was asked for, to one code of the
// error table. Statuses of success are not its business.
// https://github.com/opencontainers/distribution-spec/blob/main/spec.md#error-codes
import type { ErrorCode } from '../errors/error-table.ts';
import { parseJsonObject } from './parse-json.ts';

/** Error bodies are a few hundred bytes; what lies beyond is some other page. */
export const errorBodyBytesMax = 64 * 1024;
const errorCountMax = 16;

export type RegistryResource = 'ping' | 'token' | 'catalog' | 'tags' | 'manifest' | 'blob';

export interface RefusalContext {
  readonly resource: RegistryResource;
  /** No credential was at hand. */
  readonly anonymous: boolean;
  /** The registry has accepted us (with or without credentials) for something else, `/v2/` above all. */
  readonly accepted: boolean;
}

export function registryErrorCode(
  status: number,
  body: Uint8Array,
  context: RefusalContext,
): ErrorCode {
  const codes = bodyCodes(body);
  if (codes.includes('TOOMANYREQUESTS') || codes.includes('TOO_MANY_REQUEST')) {
    return 'REGISTRY_RATE_LIMITED';
  }
  if (codes.includes('PROJECTPOLICYVIOLATION')) return 'POLICY_REFUSED';
  if (status === 401 || status === 403) return denied(status, context);
  if (status === 404 || status === 410) return missing(codes, context.resource);
  if (status === 405 || codes.includes('UNSUPPORTED')) return notOffered(context.resource);
  return byStatus(status);
}

/** The `code`s of an error body, whatever its form: a list, a single object, or nothing readable. */
export function bodyCodes(body: Uint8Array): readonly string[] {
  const json = parseJsonObject(body);
  if (json.kind === 'invalid') return [];
  const errors = Array.isArray(json.value['errors']) ? json.value['errors'] : [json.value];
  return errors.slice(0, errorCountMax).flatMap((error: unknown) => {
    const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : null;
    return typeof code === 'string' ? [code.toUpperCase()] : [];
  });
}

function denied(status: number, context: RefusalContext): ErrorCode {
  const { resource, anonymous, accepted } = context;
  if (resource === 'catalog' && (accepted || anonymous || status === 403)) {
    return 'CATALOG_RESTRICTED';
  }
  const pull = resource === 'manifest' || resource === 'blob';
  if (pull && (accepted || (status === 403 && !anonymous))) return 'PULL_DENIED';
  if (resource === 'tags' && accepted) return 'REGISTRY_FORBIDDEN';
  // Some token services (GitLab) answer bad credentials with 403.
  if (status === 403 && resource !== 'token') return 'REGISTRY_FORBIDDEN';
  return anonymous ? 'REGISTRY_UNAUTHENTICATED' : 'REGISTRY_AUTHENTICATION_FAILED';
}

const missingByResource: Readonly<Record<RegistryResource, ErrorCode>> = {
  ping: 'NOT_A_REGISTRY',
  token: 'REGISTRY_RESPONSE_INVALID',
  // A registry without the catalog route still serves images by name.
  catalog: 'CATALOG_RESTRICTED',
  tags: 'REPOSITORY_UNKNOWN',
  manifest: 'MANIFEST_UNKNOWN',
  blob: 'BLOB_MISSING',
};

function missing(codes: readonly string[], resource: RegistryResource): ErrorCode {
  const named = resource === 'manifest' || resource === 'blob';
  return named && codes.includes('NAME_UNKNOWN')
    ? 'REPOSITORY_UNKNOWN'
    : missingByResource[resource];
}

function notOffered(resource: RegistryResource): ErrorCode {
  if (resource === 'catalog') return 'CATALOG_RESTRICTED';
  return resource === 'ping' ? 'NOT_A_REGISTRY' : 'REGISTRY_RESPONSE_INVALID';
}

const codeByStatus: Readonly<Record<number, ErrorCode>> = {
  407: 'REGISTRY_UNREACHABLE',
  408: 'REGISTRY_TIMEOUT',
  412: 'POLICY_REFUSED',
  429: 'REGISTRY_RATE_LIMITED',
  // A legal block is a policy too.
  451: 'POLICY_REFUSED',
  504: 'REGISTRY_TIMEOUT',
};

function byStatus(status: number): ErrorCode {
  return (
    codeByStatus[status] ?? (status >= 500 ? 'REGISTRY_SERVER_ERROR' : 'REGISTRY_RESPONSE_INVALID')
  );
}
