// Amazon's request signature, checked as its services do: for the doubles that stand for them.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
import { createHash, createHmac } from 'node:crypto';
import type { FrontRequest } from './start-vendor-front.ts';

export interface AwsKeys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

export type SignatureVerdict =
  | {
      readonly kind: 'valid';
      readonly keys: AwsKeys;
      readonly region: string;
      readonly service: string;
    }
  | { readonly kind: 'refused'; readonly error: string };

export function checkAwsSignature(
  request: FrontRequest,
  known: readonly AwsKeys[],
): SignatureVerdict {
  const header = request.headers.authorization ?? '';
  const [, credential = '', signedHeaders = '', signature = ''] =
    /^AWS4-HMAC-SHA256 Credential=([^,]+), SignedHeaders=([^,]+), Signature=([0-9a-f]+)$/.exec(
      header,
    ) ?? [];
  const [accessKeyId, date = '', region = '', service = ''] = credential.split('/');
  if (signature === '') return refused('MissingAuthenticationTokenException');
  const keys = known.find((candidate) => candidate.accessKeyId === accessKeyId);
  if (keys === undefined) return refused('UnrecognizedClientException');
  if (request.headers['x-amz-security-token'] !== keys.sessionToken) {
    return refused('UnrecognizedClientException');
  }
  const scope = `${date}/${region}/${service}/aws4_request`;
  const toSign = [
    'AWS4-HMAC-SHA256',
    request.headers['x-amz-date'],
    scope,
    sha256(canonicalRequest(request, signedHeaders)),
  ].join('\n');
  const key = [date, region, service, 'aws4_request'].reduce<string | Buffer>(
    (above, part) => hmac(above, part),
    `AWS4${keys.secretAccessKey}`,
  );
  if (hmac(key, toSign).toString('hex') !== signature) return refused('InvalidSignatureException');
  return { kind: 'valid', keys, region, service };
}

function canonicalRequest(request: FrontRequest, signedHeaders: string): string {
  const headers = signedHeaders
    .split(';')
    .map((name) => `${name}:${String(request.headers[name] ?? '').trim()}\n`)
    .join('');
  return [
    request.method,
    request.path,
    request.query.toString(),
    headers,
    signedHeaders,
    sha256(request.body),
  ].join('\n');
}

function sha256(data: string | Buffer): string {
  return createHash('sha256').update(data).digest('hex');
}

function hmac(key: string | Buffer, data: string): Buffer {
  return createHmac('sha256', key).update(data).digest();
}

function refused(error: string): SignatureVerdict {
  return { kind: 'refused', error };
}
