// Values of variables whose name says that they are secret, in an environment or in the commands of a history. What
// is filled in later, names a file, or is a word of documentation is none.
import type { FoundSecret } from './found-secret.ts';
import { isExample } from './secret-checks.ts';

/** `DB_PASSWORD=x`, `ENV NPM_TOKEN x`, `ARG API_KEY=x`, `|1 SECRET=x /bin/sh`. */
const assignment =
  /(?<![A-Za-z0-9_])(?<name>(?:[A-Za-z][A-Za-z0-9]*_){0,8}(?:PASSWORD|PASSWD|PASSPHRASE|SECRET|TOKEN|API_?KEY|ACCESS_?KEY|SECRET_?KEY|PRIVATE_?KEY|CREDENTIALS?))(?:=|(?<=\bENV\s+[A-Za-z0-9_]{1,100})\s+)(?:"(?<quoted>[^"\n]{1,4096})"|'(?<single>[^'\n]{1,4096})'|(?<bare>[^\s"'|;&]{1,4096}))/gi;

const lengthMin = 6;
/** Paths, addresses, switches and numbers: how secrets are found or used, not secrets. */
const noSecret =
  /^(?:\/|\.\/|[a-z]:\\|file:|https?:\/\/[^@]*$|vault:|arn:|true$|false$|yes$|no$|none$|null$|undefined$|disabled$|enabled$|required$|optional$|auto$|default$|\d{1,7}$)/i;
const candidatesMax = 500;

export function secretVariables(text: string): readonly FoundSecret[] {
  const found: FoundSecret[] = [];
  let candidates = 0;
  for (const match of text.matchAll(assignment)) {
    candidates += 1;
    if (candidates > candidatesMax) break;
    const { quoted, single, bare } = match.groups ?? {};
    const value = quoted ?? single ?? bare ?? '';
    if (value.length < lengthMin || noSecret.test(value) || isExample(value)) continue;
    const start = match.index + match[0].lastIndexOf(value);
    found.push({ rule: 'secret-variable', start, end: start + value.length, isRandom: false });
  }
  return found;
}
