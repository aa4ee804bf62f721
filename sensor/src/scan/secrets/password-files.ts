// Files that exist to hold passwords, by their name: Docker's configuration, .netrc, .pgpass, .git-credentials. Their
// passwords may be chosen by people, so not even a hash of one may be kept.

import { isRecord, parseJson } from '../detectors/parse-json.ts';
import { baseName } from '../layer-path.ts';
import type { FoundSecret } from './found-secret.ts';
import { isExample } from './secret-checks.ts';

type Reader = (text: string) => readonly FoundSecret[];

export function passwordsIn(path: string, text: string): readonly FoundSecret[] {
  return readerOf(path)?.(text) ?? [];
}

export function isPasswordFile(path: string): boolean {
  return readerOf(path) !== undefined;
}

function readerOf(path: string): Reader | undefined {
  const name = baseName(path);
  if (name === '.dockercfg' || name === '.dockerconfigjson') return dockerAuths;
  if (/(?:^|\/)\.docker\/config\.json$/.test(path)) return dockerAuths;
  if (name === '.netrc' || name === '_netrc') return netrcPasswords;
  if (name === '.pgpass') return pgPasswords;
  return name === '.git-credentials' ? gitPasswords : undefined;
}

/** `auths` by registry, each with `user:password` in base64. Older files have no `auths` around it. */
function dockerAuths(text: string): readonly FoundSecret[] {
  const parsed = parseJson(Buffer.from(text, 'latin1'));
  if (!isRecord(parsed)) return [];
  const auths = isRecord(parsed['auths']) ? parsed['auths'] : parsed;
  return Object.values(auths).flatMap((one) => {
    const written = isRecord(one) ? (one['auth'] ?? one['identitytoken']) : undefined;
    if (typeof written !== 'string' || !isDockerAuth(written)) return [];
    return at('docker-auth', text, text.indexOf(written), written);
  });
}

function isDockerAuth(written: string): boolean {
  const decoded = Buffer.from(written, 'base64').toString('latin1');
  const password = decoded.slice(decoded.indexOf(':') + 1);
  return /^[\x20-\x7e]+:[\x20-\x7e]+$/.test(decoded)
    ? !isExample(password)
    : written.length > 100 && !isExample(written);
}

function netrcPasswords(text: string): readonly FoundSecret[] {
  return inLines('netrc', text, /(?:^|\s)password[ \t]+(\S+)/);
}

/** host:port:database:user:password */
function pgPasswords(text: string): readonly FoundSecret[] {
  return inLines('pgpass', text, /^(?!#)(?:(?:\\.|[^:\\\n])+:){4}(\S+)/);
}

function gitPasswords(text: string): readonly FoundSecret[] {
  return inLines('git-credentials', text, /^https?:\/\/[^\s:/@]+:([^\s@]+)@/);
}

function inLines(rule: FoundSecret['rule'], text: string, pattern: RegExp): readonly FoundSecret[] {
  const found: FoundSecret[] = [];
  let offset = 0;
  for (const line of text.split('\n')) {
    const match = line.length > lineLengthMax ? null : pattern.exec(line);
    const password = match?.[1];
    if (match !== null && password !== undefined && !isExample(password)) {
      found.push(
        ...at(rule, text, offset + match.index + match[0].lastIndexOf(password), password),
      );
    }
    offset += line.length + 1;
  }
  return found;
}

/** No password file has longer ones, and patterns are not for megabytes. */
const lineLengthMax = 4096;

function at(
  rule: FoundSecret['rule'],
  text: string,
  start: number,
  secret: string,
): readonly FoundSecret[] {
  return start < 0 || start > text.length
    ? []
    : [{ rule, start, end: start + secret.length, isRandom: false }];
}
