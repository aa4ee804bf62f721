// The button that leaves for the identity provider, and why it led back without a sign-in.

/** What can be said before anybody is in; the rest is for the log of the server. */
const refusals: Readonly<Record<string, string>> = {
  OIDC_NO_ROLE:
    'The identity provider knows you, but none of your groups leads to a role here. Ask an admin of HarborGuard.',
  OIDC_EMAIL_MISSING: 'The identity provider tells no e-mail address of you.',
  OIDC_EMAIL_TAKEN:
    'Your e-mail address belongs to another account here, and the provider does not say that it is verified.',
  OIDC_UNAVAILABLE: 'The identity provider did not answer. Try again in a while.',
  OIDC_REFUSED: 'The sign-in was not completed. Start again from here.',
  OIDC_TOKEN_REFUSED:
    'The answer of the identity provider was not for this sign-in. Start again from here; if it stays so, tell an administrator.',
  RATE_LIMITED: 'Too many tries. Wait a minute, then try again.',
};

export function SingleSignOn({ label, path }: { readonly label: string; readonly path: string }) {
  const { pathname, search } = window.location;
  const code = new URLSearchParams(search).get('refused');
  const returnTo = code === null ? `${pathname}${search}` : '/';
  return (
    <>
      {code === null ? null : (
        <p className="notice" role="alert">
          {refusals[code] ?? 'The sign-in was refused.'}
        </p>
      )}
      <a
        className="button"
        data-kind="primary"
        href={`${path}?${new URLSearchParams({ returnTo }).toString()}`}
      >
        {label}
      </a>
    </>
  );
}
