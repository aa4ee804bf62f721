// Secrets that open nothing, in the forms real ones have. Put together while tests run, so that no scanner of source
// code takes this file for a leak.
import { crc32 } from 'node:zlib';

const base62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

function withChecksum(prefix: string, random: string): string {
  let written = '';
  for (let rest = crc32(random); rest > 0; rest = Math.floor(rest / 62)) {
    written = (base62[rest % 62] ?? '') + written;
  }
  return `${prefix}_${random}${written.padStart(6, '0')}`;
}

const random30 = 'zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ';

export const canaries = {
  github: withChecksum('ghp', random30),
  githubFineGrained: [
    'github',
    'pat',
    '11ABCDE2Y0a9KfLqWm3Xn7',
    `${random30}${random30.slice(1)}`,
  ].join('_'),
  gitlab: ['glpat', 'x8Kq2VnB7sTzR4mWc9Ld'].join('-'),
  npm: withChecksum('npm', random30),
  npmOld: '3fa1c2d8-7b64-4e9a-8c35-f0b1d27e6a94',
  pypi: `pypi-${'AgEIcHlwaS5vcmc'}${random30}${random30}`,
  slack: ['xoxb', '281947362518', '281947362519', 'q8Zr3TnV6mKx1WbY9cLs4DgH'].join('-'),
  slackWebhook: `https://hooks.slack.com/${'services'}/T8KQ2VNB7/B3X9WLMC5/q8Zr3TnV6mKx1WbY9cLs4DgH`,
  stripe: ['sk', 'live', 'q8Zr3TnV6mKx1WbY9cLs4DgH'].join('_'),
  google: `${'AIza'}SyD3kQ8vN2xR7mT4wB9cL6zF1hJ5pG0sYuE`,
  awsId: `${'AKIA'}Q3EGRZ7W5XK2YVNM`,
  awsSecret: 'h7Kq/2VnB+sTzR4mWc9LdXy8Qf3GjU6oPaEiZ1wS',
} as const;

const keyLines = [
  Buffer.from([0x30, 0x82, 0x04, 0xa4, ...Array.from({ length: 44 }, (_, at) => (at * 37) % 256)]),
  Buffer.from(Array.from({ length: 48 }, (_, at) => (at * 91 + 7) % 256)),
].map((bytes) => bytes.toString('base64'));

export function pemKey(label = 'RSA PRIVATE KEY', headers: readonly string[] = []): string {
  const head = headers.length === 0 ? [] : [...headers, ''];
  return [`-----BEGIN ${label}-----`, ...head, ...keyLines, `-----END ${label}-----`, ''].join(
    '\n',
  );
}

/** As OpenSSH writes it, under the cipher named. */
export function opensshKey(cipher: string): string {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(cipher.length);
  const body = Buffer.concat([
    Buffer.from('openssh-key-v1\0', 'latin1'),
    length,
    Buffer.from(cipher),
    Buffer.alloc(60, 7),
  ]);
  const lines = body.toString('base64').match(/.{1,70}/g) ?? [];
  return [
    '-----BEGIN OPENSSH PRIVATE KEY-----',
    ...lines,
    '-----END OPENSSH PRIVATE KEY-----',
    '',
  ].join('\n');
}
