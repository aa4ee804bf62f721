// What went wrong with a request, in the words of the control plane's error table.
export interface ApiIssue {
  readonly path: string;
  readonly message: string;
}

interface Refusal {
  readonly status: number;
  readonly code: string;
  readonly message: string;
  readonly firstCheck?: string;
  readonly issues?: readonly ApiIssue[];
  readonly id?: string;
}

export class ApiError extends Error {
  /** 0: there was no answer. */
  readonly status: number;
  /** Of the error table; the operation's type names those that may come. */
  readonly code: string;
  readonly firstCheck: string | undefined;
  readonly issues: readonly ApiIssue[];
  /** The same in the log of the control plane. */
  readonly requestId: string | undefined;

  constructor(refusal: Refusal) {
    super(refusal.message);
    this.name = 'ApiError';
    this.status = refusal.status;
    this.code = refusal.code;
    this.firstCheck = refusal.firstCheck;
    this.issues = refusal.issues ?? [];
    this.requestId = refusal.id;
  }
}

export function unreachable(): ApiError {
  return new ApiError({
    status: 0,
    code: 'CONTROL_PLANE_UNREACHABLE',
    message: 'The control plane did not answer.',
    firstCheck:
      'Check that it runs, that its address is right and that it can be reached from here.',
  });
}

/** Of an answer that no control plane has written: a proxy in between speaks its own language. */
export function unreadable(status: number): ApiError {
  if (status >= 500) return unreachable();
  return new ApiError({
    status,
    code: 'INTERNAL_ERROR',
    message: `The answer (status ${status}) is not one of a control plane.`,
    firstCheck: 'Check that the address is that of a control plane, and what stands in between.',
  });
}
