// The port to an identity provider that speaks OpenID Connect.

/** What has to come back unchanged, or be proven, at the end of a sign-in. Kept by the browser meanwhile. */
export interface SignInChecks {
  readonly state: string;
  readonly nonce: string;
  readonly codeVerifier: string;
}

/** Who somebody is by the word of the provider; everything in it has been verified to be its word. */
export interface ExternalIdentity {
  readonly issuer: string;
  readonly subject: string;
  readonly email: string | undefined;
  readonly isEmailVerified: boolean;
  readonly name: string | undefined;
  readonly groups: readonly string[];
}

export interface IdentityProvider {
  /** What the button says. */
  readonly label: string;
  readonly issuer: string;
  /** Throws OIDC_UNAVAILABLE. */
  begin(): Promise<{ readonly url: string; readonly checks: SignInChecks }>;
  /** `query` is what the browser came back with. Throws OIDC_REFUSED, OIDC_TOKEN_REFUSED and OIDC_UNAVAILABLE. */
  finish(query: string, checks: SignInChecks): Promise<ExternalIdentity>;
}
