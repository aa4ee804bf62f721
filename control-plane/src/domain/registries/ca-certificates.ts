// The private CA a person pastes for a registry: certificates and nothing else. A private key pasted by mistake is
// refused instead of stored.
import { X509Certificate } from 'node:crypto';
import { HarborError } from '@harborguard/shared/errors/harbor-error.ts';

const certificatesMax = 50;
const blockPattern = /-----BEGIN ([A-Z0-9 ]+)-----[\s\S]*?-----END \1-----/g;

/** The certificates, one after the other, without the text around them. Throws VALIDATION_FAILED. */
export function caCertificates(pem: string, field = 'caPem'): string {
  const blocks = [...pem.matchAll(blockPattern)];
  if (blocks.length === 0 || blocks.length > certificatesMax) {
    throw invalid(field, `between 1 and ${certificatesMax} PEM certificates`);
  }
  for (const [text, label] of blocks) {
    if (label !== 'CERTIFICATE') throw invalid(field, 'only certificates');
    parse(text, field);
  }
  return `${blocks.map(([text]) => text).join('\n')}\n`;
}

function parse(text: string, field: string): void {
  try {
    new X509Certificate(text);
  } catch {
    throw invalid(field, 'a readable PEM certificate');
  }
}

function invalid(field: string, rule: string): HarborError {
  return new HarborError('VALIDATION_FAILED', { details: { field, rule } });
}
