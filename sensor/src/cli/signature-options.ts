// The options of `sensor scan` about signatures: whose count, and whether one is demanded.

export interface SignatureOptions {
  readonly keyFiles: readonly string[];
  readonly identity: { readonly identity: string; readonly issuer: string } | undefined;
  readonly trustedRootFile: string | undefined;
  readonly isRequired: boolean;
}

export const signatureFlags = {
  'verify-key': { type: 'string', multiple: true },
  'verify-identity': { type: 'string' },
  'verify-issuer': { type: 'string' },
  'trusted-root': { type: 'string' },
  'require-signature': { type: 'boolean', default: false },
} as const;

export interface SignatureFlagValues {
  readonly 'verify-key'?: readonly string[] | undefined;
  readonly 'verify-identity'?: string | undefined;
  readonly 'verify-issuer'?: string | undefined;
  readonly 'trusted-root'?: string | undefined;
  readonly 'require-signature': boolean;
}

export const signatureHelp = `  --verify-key F      public key (PEM) whose signature counts; may be given more than once
  --verify-identity I keyless: the identity in the certificate, * for any run of characters; with the next two
  --verify-issuer I   keyless: the OIDC issuer that vouches for the identity
  --trusted-root F    keyless: the sigstore trusted_root.json to judge by, without a network
  --require-signature exit with 1 unless the image is signed by one of these
`;

/** Undefined when nothing about signatures is asked; a text when the options contradict each other. */
export function parseSignatureOptions(
  values: SignatureFlagValues,
): SignatureOptions | string | undefined {
  const keyFiles = values['verify-key'] ?? [];
  const identity = values['verify-identity'];
  const issuer = values['verify-issuer'];
  const trustedRootFile = values['trusted-root'];
  const isRequired = values['require-signature'];
  const keyless = [identity, issuer, trustedRootFile];
  const given = keyless.filter((one) => one !== undefined).length;
  if (given !== 0 && given !== keyless.length) {
    return '--verify-identity, --verify-issuer and --trusted-root belong together';
  }
  if (keyFiles.length + given === 0) {
    return isRequired ? '--require-signature needs --verify-key or --verify-identity' : undefined;
  }
  return {
    keyFiles,
    identity: identity === undefined || issuer === undefined ? undefined : { identity, issuer },
    trustedRootFile,
    isRequired,
  };
}
