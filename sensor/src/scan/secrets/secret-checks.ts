// What tells a secret from text that only looks like one: checksums where the format has them, else how evenly its
// characters are spread, and the examples that documentation uses.
import { crc32 } from 'node:zlib';

const base62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const checksumCharacters = 6;

/**
 * Tokens of GitHub and npm end in the CRC-32 of their random part.
 * https://github.blog/engineering/behind-githubs-new-authentication-token-formats/
 */
export function hasTokenChecksum(token: string): boolean {
  const random = token.slice(token.indexOf('_') + 1, -checksumCharacters);
  let written = '';
  for (let rest = crc32(random); rest > 0; rest = Math.floor(rest / 62)) {
    written = (base62[rest % 62] ?? '') + written;
  }
  return token.endsWith(written.padStart(checksumCharacters, '0'));
}

/** Bits a character. Random letters and digits of 20 characters and more stay above 3. */
export function entropyBits(text: string): number {
  const counts = new Map<string, number>();
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) {
    const share = count / text.length;
    bits -= share * Math.log2(share);
  }
  return bits;
}

/** Words that only examples have in them, AWS's own among them (AKIAIOSFODNN7EXAMPLE). */
const exampleWord =
  /example|sample|dummy|placeholder|changeme|change_me|your[-_]|redacted|xxxx|0123456|abcdef0|\*\*\*/i;
/** `${NAME}`, `$(command)`, `<token>`, `{{ value }}`, `%NAME%`: filled in later. */
const filledInLater = /^["']?(?:\$|<|\{\{|%[A-Za-z_]+%)/;

export function isExample(text: string): boolean {
  return exampleWord.test(text) || filledInLater.test(text);
}

const derSequence = 0x30;
const opensshMagic = 'openssh-key-v1\0';

/** The first line of a PEM body: DER begins with a sequence, OpenSSH with its name, PGP with a packet tag. */
export function isKeyBody(base64: string): boolean {
  const bytes = Buffer.from(base64, 'base64');
  const isDer = bytes[0] === derSequence && bytes.length >= 24;
  const isPgp = ((bytes[0] ?? 0) & 0x80) !== 0 && bytes.length >= 24;
  return isDer || isPgp || bytes.toString('latin1', 0, opensshMagic.length) === opensshMagic;
}
