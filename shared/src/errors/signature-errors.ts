// Signatures of images, and the signers that are trusted.
import type { ErrorRow } from './error-row.ts';

export const signatureErrors = {
  SIGNATURE_TOO_LARGE: {
    meaning: 'A signed payload is larger than what is kept, so it is listed and not verified.',
    retryable: false,
    httpStatus: 422,
    firstCheck:
      'Sign a smaller statement; provenance and signatures of images are far below 1 MiB.',
  },
  SIGNATURE_MALFORMED: {
    meaning: 'A signature does not have the form of its media type.',
    retryable: false,
    httpStatus: 422,
    firstCheck: 'Sign the image again with a current cosign.',
  },
  SIGNATURE_UNSUPPORTED: {
    meaning: 'The format of a signature is known by name only, so it is listed and not verified.',
    retryable: false,
    httpStatus: 422,
    firstCheck: 'Sign the image with cosign as well.',
  },
  SIGNER_INVALID: {
    meaning: 'A verification key or trusted root is not usable.',
    retryable: false,
    httpStatus: 400,
    firstCheck:
      'Give a public key in PEM form (ECDSA, RSA of 2048 bits or more, Ed25519), or a sigstore trusted_root.json.',
  },
} as const satisfies Record<string, ErrorRow>;
