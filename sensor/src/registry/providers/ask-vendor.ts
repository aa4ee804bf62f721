// One question to a vendor's own JSON API: sent, its refusal turned into a code, its answer checked against a schema.
// How pages follow each other is each vendor's business; what `/v2/` refuses is told in distribution-client.ts.
import type { ErrorCode } from '@harborguard/shared/errors/error-table.ts';
import { HarborError } from '@harborguard/shared/errors/harbor-error.ts';
import { bodyCodes, registryErrorCode } from '@harborguard/shared/oci/registry-error-code.ts';
import type { Clock } from '@harborguard/shared/ports.ts';
import type {
  RegistryRequest,
  RegistryResponse,
  ResponseHeaders,
} from '@harborguard/shared/registry/registry-exchange.ts';
import { cleanText } from '@harborguard/shared/text/clean-text.ts';
import type { Static, TSchema } from 'typebox';
import { Check } from 'typebox/value';
import type { RegistryHttp } from '../http/registry-http.ts';
import { retryAfterMs } from '../http/retry-policy.ts';

/** A page of a hundred artifacts with their configurations and platforms reaches some MiB, a list of everything more. */
const pageBytesMax = 16 * 1024 * 1024;

export interface VendorQuestion<Schema extends TSchema> {
  readonly url: string;
  /** Only what is used; vendors add fields as they like. */
  readonly schema: Schema;
  /** What is listed; the codes of refusals depend on it. */
  readonly resource: 'catalog' | 'tags';
  readonly repository?: string;
  /** Makes it a POST. */
  readonly body?: { readonly type: string; readonly text: string };
  /** What errors call the question: its path, without the query. */
  readonly api?: string;
  /** For a product that means something else by its statuses. */
  readonly refusalCode?: (status: number, body: Uint8Array) => ErrorCode;
  readonly authorization?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
}

export interface VendorAnswer<Value> {
  readonly value: Value;
  readonly headers: ResponseHeaders;
}

export interface VendorAccess {
  readonly http: Pick<RegistryHttp, 'send'>;
  readonly clock: Clock;
}

export async function askVendor<const Schema extends TSchema>(
  { http, clock }: VendorAccess,
  question: VendorQuestion<Schema>,
): Promise<VendorAnswer<Static<Schema>>> {
  const { url, schema, signal } = question;
  const response = await http.send(requestOf(question), { signal, bodyBytesMax: pageBytesMax });
  if (response.status !== 200) throw refusal(question, response, clock.now());
  // What another host says, reached by a redirect, is not the vendor's word.
  if (new URL(response.url).origin !== new URL(url).origin) {
    throw invalid(question, 'the answer came from another host');
  }
  const value = parseJson(response.body);
  if (!Check(schema, value)) throw invalid(question, 'the answer is not what the API promises');
  return { value, headers: response.headers };
}

function requestOf(question: VendorQuestion<TSchema>): RegistryRequest {
  const { url, body, authorization } = question;
  const headers = { accept: 'application/json', ...question.headers };
  const authorized = authorization === undefined ? {} : { authorization };
  if (body === undefined) return { method: 'GET', url, headers, ...authorized };
  const typed = { ...headers, 'content-type': body.type };
  return { method: 'POST', url, headers: typed, body: body.text, ...authorized };
}

function refusal(
  question: VendorQuestion<TSchema>,
  { status, body, headers }: RegistryResponse,
  nowMs: number,
): HarborError {
  const waitMs = retryAfterMs(headers, nowMs);
  const vendorCodes = bodyCodes(body).slice(0, 3).join(', ');
  return new HarborError(refusalCode(question, status, body), {
    details: {
      ...details(question),
      status,
      ...(vendorCodes === '' ? {} : { registryCode: cleanText(vendorCodes, 128) }),
      ...(waitMs === undefined ? {} : { retryAfterSeconds: Math.ceil(waitMs / 1000) }),
    },
  });
}

function refusalCode(
  question: VendorQuestion<TSchema>,
  status: number,
  body: Uint8Array,
): ErrorCode {
  if (question.refusalCode !== undefined) return question.refusalCode(status, body);
  const anonymous = question.authorization === undefined;
  if (status === 401) {
    return anonymous ? 'REGISTRY_UNAUTHENTICATED' : 'REGISTRY_AUTHENTICATION_FAILED';
  }
  if (status === 403) return 'REGISTRY_FORBIDDEN';
  // An API that is not there, or does not know such a list.
  if (status === 404 && question.resource === 'catalog') return 'NOT_A_REGISTRY';
  return registryErrorCode(status, body, {
    resource: question.resource,
    anonymous,
    accepted: true,
  });
}

function invalid(question: VendorQuestion<TSchema>, reason: string): HarborError {
  return new HarborError('REGISTRY_RESPONSE_INVALID', {
    details: { ...details(question), reason },
  });
}

function details({ url, resource, repository, api }: VendorQuestion<TSchema>) {
  return {
    resource,
    host: new URL(url).host,
    ...(repository === undefined ? {} : { repository }),
    ...(api === undefined ? {} : { api }),
  };
}

function parseJson(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    return undefined;
  }
}
