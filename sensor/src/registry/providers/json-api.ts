// Questions to the API of a registry product, answered in JSON. The credential of the registry goes along from the first
// request on, to this API's own origin and nowhere else; what the answers mean is decided by each vendor's files.
import type { ErrorCode } from '@harborguard/shared/errors/error-table.ts';
import { HarborError } from '@harborguard/shared/errors/harbor-error.ts';
import { registryErrorCode } from '@harborguard/shared/oci/registry-error-code.ts';
import type {
  RegistryRequest,
  RegistryResponse,
} from '@harborguard/shared/registry/registry-exchange.ts';
import {
  basicAuthorization,
  type TokenCredential,
} from '@harborguard/shared/registry/token-exchange.ts';
import type { Static, TSchema } from 'typebox';
import { Check } from 'typebox/value';
import type { SendOptions } from '../http/registry-http.ts';
import type { WaitOptions } from '../registry-provider.ts';
import type { GenericProviderParts } from './generic-provider.ts';

export interface JsonQuestion<Schema extends TSchema> {
  /** Below the address of the API, with its query. */
  readonly path: string;
  /** Asks for nothing but the fields that are used. */
  readonly schema: Schema;
  /** Makes it a POST. */
  readonly body?: { readonly type: string; readonly text: string };
}

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
  readonly parts: Pick<GenericProviderParts, 'http' | 'credentials' | 'target'>;
  /** In place of sending the credential as it is: for an API that stands behind the registry's own login. */
  readonly send?: (request: RegistryRequest, options: SendOptions) => Promise<RegistryResponse>;
}

/** The list of all repositories of a large Artifactory, or a page of components with their assets. */
const bodyBytesMax = 16 * 1024 * 1024;

export function createJsonApi({ url, parts, send }: JsonApiOptions): JsonApi {
  const { http, credentials, target } = parts;
  return {
    async ask(question, { signal }) {
      const { credential } = await credentials.resolve(target, { signal });
      const request = requestOf(url, question);
      const options = { signal, bodyBytesMax };
      const response = await (send === undefined
        ? http.send({ ...request, ...authorizationOf(credential) }, options)
        : send(request, options));
      if (response.status !== 200) throw refusal(response, question.path, credential);
      // What another host says, reached by a redirect, is not the product's word.
      if (new URL(response.url).origin !== new URL(url).origin) {
        throw invalid(response, question.path, 'the answer came from another host');
      }
      return checked(question.schema, response, question.path);
    },
  };
}

/** A token without a user name is a bearer token; passwords, tokens and keys with one go as a password. */
function authorizationOf(credential: TokenCredential): Pick<RegistryRequest, 'authorization'> {
  if (credential.kind === 'anonymous') return {};
  return credential.kind === 'password'
    ? { authorization: basicAuthorization(credential) }
    : { authorization: `Bearer ${credential.token}` };
}

function requestOf(url: string, { path, body }: JsonQuestion<TSchema>): RegistryRequest {
  const accept = { accept: 'application/json' };
  if (body === undefined) return { method: 'GET', url: `${url}${path}`, headers: accept };
  const headers = { ...accept, 'content-type': body.type };
  return { method: 'POST', url: `${url}${path}`, headers, body: body.text };
}

function refusal(
  response: RegistryResponse,
  path: string,
  credential: TokenCredential,
): HarborError {
  const code = registryErrorCode(response.status, response.body, {
    resource: 'catalog',
    anonymous: credential.kind === 'anonymous',
    accepted: false,
  });
  return failure(code, response, path, { status: response.status });
}

function checked<Schema extends TSchema>(
  schema: Schema,
  response: RegistryResponse,
  path: string,
): Static<Schema> {
  const value = parsed(response.body);
  if (Check(schema, value)) return value;
  throw invalid(response, path, 'the answer has another shape');
}

function invalid(response: RegistryResponse, path: string, reason: string): HarborError {
  return failure('REGISTRY_RESPONSE_INVALID', response, path, { reason });
}

function parsed(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    return undefined;
  }
}

function failure(
  code: ErrorCode,
  response: RegistryResponse,
  path: string,
  details: Readonly<Record<string, string | number>>,
): HarborError {
  const api = path.split('?', 1)[0] ?? '';
  return new HarborError(code, { details: { host: new URL(response.url).host, api, ...details } });
}
