// The requests by which somebody comes in, before there is anything else to ask.

export type SignInOutcome =
  | { readonly kind: 'signed-in' }
  | { readonly kind: 'refused'; readonly message: string; readonly firstCheck: string };

/** Undefined when nobody answers. */
export async function askSession(
  method: string,
  path: string,
  {
    body,
    headers = {},
  }: { readonly body?: object; readonly headers?: Record<string, string> } = {},
): Promise<Response | undefined> {
  try {
    return await fetch(path, {
      method,
      credentials: 'same-origin',
      headers: {
        ...headers,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  } catch {
    return undefined;
  }
}

export async function refusalOf(answer: Response | undefined): Promise<SignInOutcome> {
  if (answer === undefined) {
    const message = 'The control plane did not answer.';
    return { kind: 'refused', message, firstCheck: 'Check that it runs, then try again.' };
  }
  try {
    const { error } = (await answer.json()) as {
      error: { message: string; firstCheck?: string; issues?: { message: string }[] };
    };
    const issues = (error.issues ?? []).map((issue) => issue.message).join('; ');
    const message = issues === '' ? error.message : `${error.message} ${issues}.`;
    return { kind: 'refused', message, firstCheck: error.firstCheck ?? 'Try again.' };
  } catch {
    const message = `The answer was ${answer.status} and not of HarborGuard.`;
    return {
      kind: 'refused',
      message,
      firstCheck: 'Check what stands between this browser and the server.',
    };
  }
}

export interface SignInWays {
  readonly local: boolean;
  readonly singleSignOn?: { readonly label: string; readonly path: string };
  readonly wantsFirstOwner: boolean;
  /** Whether the browser still holds a session. */
  readonly signedIn: boolean;
}

/** What can be used to come in here. A control plane that does not say takes keys. */
export async function readSignInWays(): Promise<SignInWays> {
  const answer = await askSession('GET', '/api/sign-in');
  if (answer?.ok !== true) return { local: false, wantsFirstOwner: false, signedIn: false };
  const { data } = (await answer.json()) as { data: SignInWays };
  return data;
}
