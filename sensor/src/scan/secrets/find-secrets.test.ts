import assert from 'node:assert/strict';
import { test } from 'node:test';
import { canaries, opensshKey, pemKey } from '../testing/canary-secrets.ts';
import { findSecrets } from './find-secrets.ts';

const rulesIn = (text: string, path?: string) => findSecrets(text, path).map(({ rule }) => rule);

for (const { name, rule, secret } of [
  { name: 'a GitHub token', rule: 'github-token', secret: canaries.github },
  { name: 'a fine-grained GitHub token', rule: 'github-token', secret: canaries.githubFineGrained },
  { name: 'a GitLab token', rule: 'gitlab-token', secret: canaries.gitlab },
  { name: 'an npm token', rule: 'npm-token', secret: canaries.npm },
  { name: 'a PyPI token', rule: 'pypi-token', secret: canaries.pypi },
  { name: 'a Slack token', rule: 'slack-token', secret: canaries.slack },
  { name: 'a Stripe key', rule: 'stripe-key', secret: canaries.stripe },
  { name: 'a Google key', rule: 'google-api-key', secret: canaries.google },
] as const) {
  test(`${name} is found with its place, also in quotes and behind a sign of equality`, () => {
    const text = `# settings\nTOKEN="${secret}"\nother=${secret}\n`;
    const found = findSecrets(text);

    assert.deepEqual(
      found.map((one) => [one.rule, text.slice(one.start, one.end)]),
      [
        [rule, secret],
        [rule, secret],
      ],
    );
    assert.ok(found.every(({ isRandom }) => isRandom));
  });

  test(`${name} within a longer word is none`, () => {
    assert.deepEqual(rulesIn(`A${secret}`), []);
    assert.deepEqual(rulesIn(`${secret}${'A'.repeat(400)}`.slice(0, 420)), []);
  });
}

test('a Slack webhook and an old npm token are found by what stands around them', () => {
  assert.deepEqual(rulesIn(`curl ${canaries.slackWebhook}`), ['slack-webhook']);
  assert.deepEqual(rulesIn(`//registry.example.org/:_authToken=${canaries.npmOld}`), ['npm-token']);
  assert.deepEqual(rulesIn(`id = ${canaries.npmOld}`), []);
});

test('a token whose checksum is wrong is none', () => {
  assert.deepEqual(rulesIn(`${canaries.github.slice(0, -1)}x`), []);
  assert.deepEqual(rulesIn(`${canaries.npm.slice(0, -1)}x`), []);
});

test('an AWS key id counts only with its secret near it, before or behind', () => {
  const { awsId, awsSecret } = canaries;

  const text = `aws_access_key_id = ${awsId}\naws_secret_access_key = ${awsSecret}\n`;
  const [found, ...more] = findSecrets(text);
  assert.equal(found?.rule, 'aws-access-key');
  assert.equal(text.slice(found?.start, found?.end), awsSecret);
  assert.deepEqual(more, []);
  assert.deepEqual(rulesIn(`secret: ${awsSecret}\nid: ${awsId}`), ['aws-access-key']);
  assert.deepEqual(rulesIn(`id: ${awsId}`), []);
  assert.deepEqual(rulesIn(`id: ${awsId}\n${'line\n'.repeat(100)}${awsSecret}`), []);
});

test("AWS's documented example is no secret", () => {
  const id = `${'AKIA'}IOSFODNN7EXAMPLE`;
  assert.deepEqual(rulesIn(`${id}\nwJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY`), []);
});

for (const label of ['PRIVATE KEY', 'RSA PRIVATE KEY', 'EC PRIVATE KEY', 'DSA PRIVATE KEY']) {
  test(`a ${label} is found whole`, () => {
    const text = `first\n${pemKey(label)}last\n`;
    const [found, ...more] = findSecrets(text);

    assert.equal(found?.rule, 'private-key');
    assert.match(text.slice(found?.end), /^-----END/);
    assert.deepEqual(more, []);
  });
}

test('a key within JSON is found, where a line break is two characters', () => {
  assert.deepEqual(rulesIn(JSON.stringify({ private_key: pemKey('PRIVATE KEY') })), [
    'private-key',
  ]);
});

test('a key under a passphrase is told apart', () => {
  const headers = ['Proc-Type: 4,ENCRYPTED', 'DEK-Info: AES-128-CBC,00'];

  assert.deepEqual(rulesIn(pemKey('RSA PRIVATE KEY', headers)), ['encrypted-private-key']);
  assert.deepEqual(rulesIn(pemKey('ENCRYPTED PRIVATE KEY')), ['encrypted-private-key']);
  assert.deepEqual(rulesIn(opensshKey('aes256-ctr')), ['encrypted-private-key']);
  assert.deepEqual(rulesIn(opensshKey('none')), ['private-key']);
});

for (const [name, text] of [
  ['the word alone', 'if (text.includes("-----BEGIN RSA PRIVATE KEY-----")) return;'],
  ['a template', '-----BEGIN PRIVATE KEY-----\n<your key here>\n-----END PRIVATE KEY-----'],
  ['dots for a key', `-----BEGIN PRIVATE KEY-----\n${'.'.repeat(64)}\n-----END PRIVATE KEY-----`],
  ['a public key', pemKey('PUBLIC KEY')],
  ['a certificate', pemKey('CERTIFICATE')],
] as const) {
  test(`${name} is no private key`, () => assert.deepEqual(rulesIn(text), []));
}

test('passwords in files that exist for them are found by the name of the file', () => {
  const auth = Buffer.from('robot:hunter-2-canary').toString('base64');
  const docker = JSON.stringify({ auths: { 'registry.example.org': { auth } } }, null, 2);

  assert.deepEqual(rulesIn(docker, 'root/.docker/config.json'), ['docker-auth']);
  assert.deepEqual(rulesIn(docker, 'app/config.json'), []);
  assert.deepEqual(rulesIn('machine a login b password c4n4ry', 'root/.netrc'), ['netrc']);
  assert.deepEqual(rulesIn('# a:b:c:d:e\ndb:5432:*:app:c4n4ry', 'root/.pgpass'), ['pgpass']);
  assert.deepEqual(rulesIn('https://me:c4n4ry@git.test', 'root/.git-credentials'), [
    'git-credentials',
  ]);
});

test('passwords that people choose are never marked as fit for a fingerprint', () => {
  const [found] = findSecrets('machine a login b password c4n4ry', 'root/.netrc');

  assert.equal(found?.isRandom, false);
});

test('what is filled in later is no password', () => {
  assert.deepEqual(rulesIn(`machine a login b password \${PASSWORD}`, '.netrc'), []);
  assert.deepEqual(rulesIn('machine a login b password <token>', '.netrc'), []);
  assert.deepEqual(rulesIn('https://x:$TOKEN@git.test', '.git-credentials'), []);
});

for (const [name, unit] of [
  ['key ids without secrets', `${canaries.awsId} `],
  ['beginnings of keys', '-----BEGIN PRIVATE KEY-----\n'],
  ['headers without end', `-----BEGIN PRIVATE KEY-----\n${'A: b\n'.repeat(8)}`],
  ['prefixes', 'glpat- ghp_ npm_ xoxb- AIza sk_live_ github_pat_ pypi-AgEIcHlwaS5vcmc '],
  ['tokens', `${canaries.github} `],
] as const) {
  test(`a mebibyte of ${name} costs no more than a second`, () => {
    const text = unit.repeat(Math.ceil((1024 * 1024) / unit.length));
    const startedAt = process.cpuUsage().user;
    const found = findSecrets(text);

    assert.ok(found.length <= 50);
    assert.ok(process.cpuUsage(undefined).user - startedAt < 1_000_000);
  });
}
