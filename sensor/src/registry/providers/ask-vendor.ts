// One question to a vendor's own JSON API: sent, its refusal turned into a code, its answer checked against a schema.
// How pages follow each other is each vendor's business; what `/v2/` refuses is told in distribution-client.ts.
import { HarborError } from '@harborguard/shared/errors/harbor-error.ts';
import { bodyCodes, registryErrorCode } from '@harborguard/shared/oci/registry-error-code.ts';
import type { Clock } from '@harborguard/shared/ports.ts';
import type {
  RegistryResponse,
  ResponseHeaders,
} from '@harborguard/shared/registry/registry-exchange.ts';
import { cleanText } from '@harborguard/shared/text/clean-text.ts';
import type { Static, TSchema } from 'typebox';
import { Check } from 'typebox/value';
import type { RegistryHttp } from '../http/registry-http.ts';
import { retryAfterMs } from '../http/retry-policy.ts';

/** A page of a hundred artifacts with their configurations and platforms reaches some MiB. */
const pageBytesMax = 16 * 1024 * 1024;

export interface VendorQuestion<Schema extends TSchema> {
  readonly url: string;
  /** Only what is used; vendors add fields as they like. */
  readonly schema: Schema;
  /** What is listed; the codes of refusals depend on it. */
  readonly resource: 'catalog' | 'tags';
  readonly repository?: string;
  readonly authorization?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
}

export interface VendorAnswer<Value> {
  readonly value: Value;
  readonly headers: ResponseHeaders;
}

export interface VendorAccess {
  readonly http: RegistryHttp;
  readonly clock: Clock;
}

export async function askVendor<const Schema extends TSchema>(
  { http, clock }: VendorAccess,
  question: VendorQuestion<Schema>,
): Promise<VendorAnswer<Static<Schema>>> {
  const { url, authorization, headers, schema, signal } = question;
  const response = await http.send(
    {
      method: 'GET',
      url,
      headers: { accept: 'application/json', ...headers },
      ...(authorization === undefined ? {} : { authorization }),
    },
    { signal, bodyBytesMax: pageBytesMax },
  );
  if (response.status !== 200) throw refusal(question, response, clock.now());
  // What another host says, reached by a redirect, is not the vendor's word.
  if (new URL(response.url).origin !== new URL(url).origin) {
    throw invalid(question, 'the answer came from another host');
  }
  const value = parseJson(response.body);
  if (!Check(schema, value)) throw invalid(question, 'the answer is not what the API promises');
  return { value, headers: response.headers };
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

function refusalCode(question: VendorQuestion<TSchema>, status: number, body: Uint8Array) {
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

function details({ url, resource, repository }: VendorQuestion<TSchema>) {
  const { host } = new URL(url);
  return { resource, host, ...(repository === undefined ? {} : { repository }) };
}

function parseJson(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    return undefined;
  }
}
