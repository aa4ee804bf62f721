// The API of a registry product that takes the registry's own credential, from the first request on. How a question is
// asked and checked is said in ask-vendor.ts; what the answers mean is decided by each vendor's files.
import type { ErrorCode } from '@harborguard/shared/errors/error-table.ts';
import { registryErrorCode } from '@harborguard/shared/oci/registry-error-code.ts';
import {
  basicAuthorization,
  type TokenCredential,
} from '@harborguard/shared/registry/token-exchange.ts';
import type { Static, TSchema } from 'typebox';
import type { RegistryHttp } from '../http/registry-http.ts';
import type { WaitOptions } from '../registry-provider.ts';
import { askVendor, type VendorQuestion } from './ask-vendor.ts';
import type { GenericProviderParts } from './generic-provider.ts';

export type JsonQuestion<Schema extends TSchema> = Pick<
  VendorQuestion<Schema>,
  'schema' | 'body'
> & {
  /** Below the address of the API, with its query. */
  readonly path: string;
};

export interface JsonApi {
  /**
   * Throws the code that a refusal amounts to; REGISTRY_RESPONSE_INVALID for an answer of another shape, such as the
   * page that a web application serves at every path.
   */
  ask<Schema extends TSchema>(
    question: JsonQuestion<Schema>,
    options: WaitOptions,
  ): Promise<Static<Schema>>;
}

export interface JsonApiOptions {
  /** Without a slash at the end. */
  readonly url: string;
  readonly parts: Pick<GenericProviderParts, 'http' | 'clock' | 'credentials' | 'target'>;
  /** In place of sending the credential as it is: for an API that stands behind the registry's own login. */
  readonly send?: RegistryHttp['send'];
}

export function createJsonApi({ url, parts, send }: JsonApiOptions): JsonApi {
  const { http, clock, credentials, target } = parts;
  const access = { clock, http: send === undefined ? http : { send } };
  return {
    async ask({ path, ...question }, { signal }) {
      const { credential } = await credentials.resolve(target, { signal });
      const { value } = await askVendor(access, {
        ...question,
        url: `${url}${path}`,
        resource: 'catalog',
        api: path.split('?', 1)[0] ?? '',
        refusalCode: refusalCodeFor(credential),
        signal,
        ...(send === undefined ? authorizationOf(credential) : {}),
      });
      return value;
    },
  };
}

/** These products say with the same statuses what a registry says of its catalog. */
function refusalCodeFor(credential: TokenCredential) {
  const anonymous = credential.kind === 'anonymous';
  return (status: number, body: Uint8Array): ErrorCode =>
    registryErrorCode(status, body, { resource: 'catalog', anonymous, accepted: false });
}

/** A token without a user name is a bearer token; passwords, tokens and keys with one go as a password. */
function authorizationOf(credential: TokenCredential): { readonly authorization?: string } {
  if (credential.kind === 'anonymous') return {};
  return credential.kind === 'password'
    ? { authorization: basicAuthorization(credential) }
    : { authorization: `Bearer ${credential.token}` };
}
