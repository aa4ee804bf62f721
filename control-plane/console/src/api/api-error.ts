// What went wrong with a request, in the words of the error table that the API and the documentation use too.
import { type ErrorCode, errorRow } from '@harborguard/shared/errors/error-table.ts';

export interface ApiIssue {
  readonly path: string;
  readonly message: string;
}

export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  readonly firstCheck: string | undefined;
  readonly issues: readonly ApiIssue[];
  readonly requestId: string | undefined;

  constructor(answer: {
    readonly status: number;
    readonly code: string;
    readonly message: string;
    readonly firstCheck?: string;
    readonly issues?: readonly ApiIssue[];
    readonly id?: string;
  }) {
    super(answer.message);
    this.status = answer.status;
    this.code = answer.code;
    this.firstCheck = answer.firstCheck;
    this.issues = answer.issues ?? [];
    this.requestId = answer.id;
  }
}

/** For answers that no control plane of ours has written. */
export function errorOfCode(status: number, code: ErrorCode): ApiError {
  const { meaning, firstCheck } = errorRow(code);
  return new ApiError({ status, code, message: meaning, firstCheck });
}

export function unreachable(): ApiError {
  return new ApiError({
    status: 0,
    code: 'CONTROL_PLANE_UNREACHABLE',
    message: 'The control plane did not answer.',
    firstCheck:
      'Check that it runs and that this browser is online; this page tries again by itself.',
  });
}
