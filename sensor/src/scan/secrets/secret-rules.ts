// The secrets that are looked for by their form, wherever they stand. Few and precise: a rule is here only when what
// it finds is nearly always a secret that is, or was, in use.
import type { ObservationRuleId } from '@harborguard/shared/observations/observation-rules.ts';
import { entropyBits, hasTokenChecksum, isExample, isKeyBody } from './secret-checks.ts';

export interface SecretRule {
  readonly id: ObservationRuleId;
  /** The rule is asked only when the text holds one of these. */
  readonly marks: readonly string[];
  /** Global; the group `secret`, or else the whole match, is the secret. */
  readonly pattern: RegExp;
  readonly accepts: (match: RegExpExecArray) => boolean;
  /** The match is only a name; the secret is what this finds within some lines of it. */
  readonly companion?: RegExp;
  /** Sticky: how far the secret goes on behind what the pattern takes. */
  readonly goesOn?: RegExp;
}

/** What the group `secret` holds, or the whole match. */
export function secretOf(match: RegExpExecArray): string {
  return match.groups?.['secret'] ?? match[0];
}

const notWithin = '(?<![A-Za-z0-9_-])';
const notGoingOn = '(?![A-Za-z0-9_-])';

function token(form: string): RegExp {
  return new RegExp(notWithin + form + notGoingOn, 'g');
}

function isRandom(bitsMin: number) {
  return (match: RegExpExecArray) =>
    entropyBits(secretOf(match)) >= bitsMin && !isExample(secretOf(match));
}

/** Real line breaks, or the two characters that stand for one in JSON and variables. */
const lineBreak = String.raw`(?:\r?\n|\\r\\n|\\n)`;
const keyHeaders = String.raw`(?:(?:[A-Za-z-]+: [^\n\\]{0,200}${lineBreak}){0,8}${lineBreak})?`;

function pem(label: string): RegExp {
  const begin = `-----BEGIN ${label}-----[ \\t]*${lineBreak}`;
  return new RegExp(
    `${begin}(?<headers>${keyHeaders})[ \\t]*(?<secret>[A-Za-z0-9+/=]{40,80})`,
    'g',
  );
}

function isUnderPassphrase(match: RegExpExecArray): boolean {
  return /ENCRYPTED/.test(match[0]) || isEncryptedOpenssh(secretOf(match));
}

/** The name of the cipher stands right behind the magic; `none` is a key that lies open. */
function isEncryptedOpenssh(body: string): boolean {
  const text = Buffer.from(body, 'base64').toString('latin1');
  return text.startsWith('openssh-key-v1\0') && !text.startsWith('openssh-key-v1\0\0\0\0\x04none');
}

const keyLabel = '(?:(?:RSA |EC |DSA |OPENSSH |ENCRYPTED )?PRIVATE KEY|PGP PRIVATE KEY BLOCK)';

/** Up to the dashes of the last line, also where line breaks are written as two characters. */
const keyBodyRest = /[A-Za-z0-9+/=\s\\]*/y;

export const secretRules: readonly SecretRule[] = [
  {
    id: 'private-key',
    marks: ['PRIVATE KEY'],
    pattern: pem(keyLabel),
    accepts: (match) => isKeyBody(secretOf(match)) && !isUnderPassphrase(match),
    goesOn: keyBodyRest,
  },
  {
    id: 'encrypted-private-key',
    marks: ['PRIVATE KEY'],
    pattern: pem(keyLabel),
    accepts: (match) => isKeyBody(secretOf(match)) && isUnderPassphrase(match),
    goesOn: keyBodyRest,
  },
  {
    // The id alone is no secret: the key must stand near.
    id: 'aws-access-key',
    marks: ['AKIA', 'ASIA'],
    pattern: /(?<![A-Za-z0-9])(?:AKIA|ASIA)[A-Z2-7]{16}(?![A-Za-z0-9])/g,
    accepts: (match) => !isExample(match[0]),
    companion:
      /(?<![A-Za-z0-9/+=])(?!.{0,40}EXAMPLE)(?=[A-Za-z0-9/+]{0,39}[A-Z])(?=[A-Za-z0-9/+]{0,39}[a-z])(?=[A-Za-z0-9/+]{0,39}[0-9])[A-Za-z0-9/+]{40}(?![A-Za-z0-9/+=])/,
  },
  {
    id: 'github-token',
    marks: ['ghp_', 'gho_', 'ghu_', 'ghs_', 'ghr_'],
    pattern: token('gh[pousr]_[A-Za-z0-9]{36}'),
    accepts: (match) => hasTokenChecksum(match[0]),
  },
  {
    id: 'github-token',
    marks: ['github_pat_'],
    pattern: token('github_pat_[A-Za-z0-9]{22}_[A-Za-z0-9]{59}'),
    accepts: isRandom(4),
  },
  {
    id: 'gitlab-token',
    marks: ['glpat-'],
    pattern: token(
      String.raw`glpat-(?:[A-Za-z0-9_-]{20}|[A-Za-z0-9_-]{27,300}\.[0-9a-z]{2}\.?[0-9a-z]{7,9})`,
    ),
    accepts: isRandom(3.2),
  },
  {
    id: 'npm-token',
    marks: ['npm_'],
    pattern: token('npm_[A-Za-z0-9]{36}'),
    accepts: (match) => hasTokenChecksum(match[0]),
  },
  {
    // Tokens from before the checksum have no form of their own; the line of .npmrc tells them.
    id: 'npm-token',
    marks: [':_authToken'],
    pattern: /:_authToken\s*=\s*"?(?<secret>[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})/g,
    accepts: isRandom(2.8),
  },
  {
    id: 'pypi-token',
    marks: ['pypi-AgEIcHlwaS5vcmc'],
    pattern: token('pypi-AgEIcHlwaS5vcmc[A-Za-z0-9_-]{50,1000}'),
    accepts: isRandom(4),
  },
  {
    id: 'slack-token',
    marks: ['xoxa-', 'xoxb-', 'xoxp-', 'xoxo-', 'xoxs-', 'xoxr-', 'xapp-'],
    pattern: token(
      '(?:xox[abposr]-(?:[0-9]{10,13}-){1,3}[A-Za-z0-9]{24,64}|xapp-[0-9]-A[A-Z0-9]{8,12}-[0-9]{10,14}-[0-9a-f]{64})',
    ),
    accepts: isRandom(3.2),
  },
  {
    id: 'slack-webhook',
    marks: ['hooks.slack.com/services/'],
    pattern:
      /hooks\.slack\.com\/services\/T[A-Z0-9]{8,12}\/B[A-Z0-9]{8,12}\/(?<secret>[A-Za-z0-9]{24})(?![A-Za-z0-9])/g,
    accepts: isRandom(3.2),
  },
  {
    id: 'stripe-key',
    marks: ['k_live_'],
    pattern: token('[sr]k_live_[A-Za-z0-9]{24,247}'),
    accepts: isRandom(3.5),
  },
  {
    id: 'google-api-key',
    marks: ['AIza'],
    pattern: token('AIza[A-Za-z0-9_-]{35}'),
    accepts: isRandom(3.8),
  },
];
