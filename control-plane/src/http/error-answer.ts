// Errors as answers. The code and the table decide everything; a fault of our own tells its code and id, no more.

import { type ErrorCode, errorRow } from '@harborguard/shared/errors/error-table.ts';
import { type HarborError, isHarborError } from '@harborguard/shared/errors/harbor-error.ts';
import type { Log } from '@harborguard/shared/ports.ts';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import type { ErrorBody } from './envelope.ts';
import type { RequestIssue } from './request-issues.ts';
import { InvalidRequest } from './validator.ts';

/** A fault of ours, not of the caller: the document names every code of a route. */
export const undocumentedError = 'a route answered with a code that its document does not name';

export function sendError(
  log: Log,
  error: unknown,
  { request, reply }: { readonly request: FastifyRequest; readonly reply: FastifyReply },
): void {
  const failure = failureOf(error);
  const row = errorRow(failure.code);
  if (failure.code === 'INTERNAL_ERROR') {
    const route = request.routeOptions.url ?? '';
    log.error('request failed', { id: request.id, route, error: describe(error) });
  }
  const declared = request.routeOptions.config.errorCodes;
  if (declared?.includes(failure.code) === false) {
    const { method, url = '' } = request.routeOptions;
    log.error(undocumentedError, { id: request.id, route: `${method} ${url}`, code: failure.code });
  }
  if (failure.code === 'UNAUTHORIZED') void reply.header('www-authenticate', 'Bearer');
  if (isHarborError(error) && error.details['retryAfterSeconds'] !== undefined) {
    void reply.header('retry-after', String(error.details['retryAfterSeconds']));
  }
  void reply.code(row.httpStatus).send(errorBody(failure, request.id));
}

interface Failure {
  readonly code: ErrorCode;
  readonly message: string;
  readonly issues?: readonly RequestIssue[];
}

export function errorBody(failure: Failure, id: string): ErrorBody {
  const { firstCheck } = errorRow(failure.code);
  const { code, message, issues } = failure;
  return {
    error: {
      code,
      message,
      ...(issues === undefined ? {} : { issues: [...issues] }),
      firstCheck,
      id,
    },
  };
}

export function failureOf(error: unknown): Failure {
  if (error instanceof InvalidRequest) {
    return { ...plain('VALIDATION_FAILED'), issues: error.issues };
  }
  if (isHarborError(error)) return failureOfHarborError(error);
  const { statusCode, code: refusal = '' } = (error ?? {}) as Partial<FastifyError>;
  const code = codeOfStatus(statusCode);
  const rule = bodyRules.get(refusal);
  if (code === undefined) return plain('INTERNAL_ERROR');
  return rule === undefined
    ? plain(code)
    : { ...plain(code), issues: [{ path: '/', message: rule }] };
}

/** Fastify's refusals of a body before any schema is asked. */
const bodyRules: ReadonlyMap<string, string> = new Map([
  ['FST_ERR_CTP_INVALID_MEDIA_TYPE', 'the body must be sent with content-type: application/json'],
  ['FST_ERR_CTP_INVALID_JSON_BODY', 'the body must be JSON'],
]);

function failureOfHarborError(error: HarborError): Failure {
  if (errorRow(error.code).httpStatus >= 500) return plain(error.code);
  const { field, rule } = error.details;
  if (typeof field !== 'string') return { code: error.code, message: error.message };
  return {
    ...plain(error.code),
    issues: [{ path: `/${field}`, message: String(rule ?? 'does not fit') }],
  };
}

function plain(code: ErrorCode): Failure {
  return { code, message: errorRow(code).meaning };
}

/** Fastify's own refusals: a body too large, no JSON, a URL that cannot be decoded. */
function codeOfStatus(status: number | undefined): ErrorCode | undefined {
  if (status === 413) return 'PAYLOAD_TOO_LARGE';
  if (status === 404) return 'NOT_FOUND';
  if (status === 503) return 'SHUTTING_DOWN';
  return status !== undefined && status >= 400 && status < 500 ? 'VALIDATION_FAILED' : undefined;
}

/** Enough to find the fault. The message of a foreign error may hold what was sent, so only its stack frames go. */
function describe(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  const code = isHarborError(error) ? error.code : 'code' in error ? String(error.code) : '';
  return [`${error.name} ${code}`.trim(), ...frames.slice(0, 12).map((line) => line.trim())].join(
    ' | ',
  );
}
