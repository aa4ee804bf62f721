// The command as people call it: a process with arguments, its output and its exit code.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { before, type TestContext, test } from 'node:test';
import type { JsonReport } from '@harborguard/shared/report/json-report.ts';
import { startFakeRegistry } from '@harborguard/shared/testing/fake-registry/start-fake-registry.ts';
import { whiteout } from '@harborguard/shared/testing/image/layer-tar.ts';
import { makeImage } from '@harborguard/shared/testing/image/test-image.ts';
import { makeLayer } from '@harborguard/shared/testing/image/test-layer.ts';
import { randomImage, randomIndex } from '@harborguard/shared/testing/random-image.ts';
import { SeededRandom } from '@harborguard/shared/testing/seeded-random.ts';
import { dockerFiles, ociFiles, writeFolder, writeTar } from '../archive/testing/image-on-disk.ts';
import { canaries } from '../scan/testing/canary-secrets.ts';
import { makeAdvisoryFile } from '../store/testing/make-advisory-file.ts';
import { commandEnvironment } from './testing/command-environment.ts';

const entry = join(import.meta.dirname, '../main.ts');
const npm = [
  { name: 'lodash', version: '4.17.15' },
  { name: 'minimist', version: '1.2.0' },
];
const hour = 3_600_000;
const folder = mkdtempSync(join(tmpdir(), 'harborguard-scan-'));
process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
const image = join(folder, 'image.tar');
const advisories = join(folder, 'advisories.sqlite');
const oldAdvisories = join(folder, 'old.sqlite');

before(async () => {
  const made = await randomImage(new SeededRandom(9), { packages: { npm } });
  await writeTar(image, ociFiles(made));
  const samples = [
    { id: 'CVE-1-1', ecosystem: 'npm', name: 'lodash', fixed: '4.17.21', level: 'high' },
    { id: 'CVE-1-2', ecosystem: 'npm', name: 'minimist', level: 'critical' },
    { id: 'CVE-1-3', ecosystem: 'npm', name: 'minimist', fixed: '1.2.6', level: 'unknown' },
  ] as const;
  makeAdvisoryFile({ path: advisories, newestModifiedAtMs: Date.now() - hour }, samples);
  makeAdvisoryFile({ path: oldAdvisories, newestModifiedAtMs: Date.now() - 80 * hour }, samples);
});

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

function scan(...args: readonly string[]): Promise<Ended> {
  const child = spawn(process.execPath, [entry, 'scan', ...args], {
    env: commandEnvironment({ HARBORGUARD_DOCKER_CONFIG: folder }),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const texts = { out: '', err: '' };
  child.stdout.on('data', (chunk: Buffer) => (texts.out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (texts.err += chunk.toString()));
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, ...texts })));
}

async function json(...args: readonly string[]): Promise<JsonReport> {
  const { out, err } = await scan(...args, '--format', 'json');
  assert.notEqual(out, '', err);
  return JSON.parse(out) as JsonReport;
}

function written(name: string, content: string): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

test('without advisories the packages are listed, and it says that nothing was checked', async () => {
  const { code, out } = await scan(image);

  assert.equal(code, 0);
  assert.match(out, /lodash +4\.17\.15 +npm/);
  assert.match(out, /packages only: no advisories were looked up, so nothing was checked/);
});

test('with advisories the findings are shown with their age', async () => {
  const { code, out } = await scan(image, '--advisories', advisories);

  assert.equal(code, 0);
  assert.match(out, /critical +CVE-1-2 +minimist +1\.2\.0 +no fix/);
  assert.match(out, /high +CVE-1-1 +lodash +4\.17\.15 +4\.17\.21/);
  assert.match(out, /3 records, the newest of .* \(1 hours old\)/);
  assert.doesNotMatch(out, /ADVISORIES_STALE/);
});

test('old advisories are warned of, in the table and on standard error beside a file', async () => {
  const output = join(folder, 'report.json');
  const shown = await scan(image, '--advisories', oldAdvisories);
  const filed = await scan(image, '--advisories', oldAdvisories, '--format', 'json', '-o', output);

  assert.match(shown.out, /ADVISORIES_STALE: the advisories are 80 hours old/);
  assert.equal(filed.out, '');
  assert.match(filed.err, /ADVISORIES_STALE/);
  assert.equal(JSON.parse(readFileSync(output, 'utf8')).advisories.stale, true);
  assert.deepEqual(
    readdirSync(folder).filter((name) => name.endsWith('.partial')),
    [],
  );
});

const accepted = '# known\nCVE-1-2 minimist # because\n';
const policies: readonly (readonly [string, readonly string[], number])[] = [
  ['a critical finding breaks --fail-on critical', ['--fail-on', 'critical'], 1],
  ['a critical finding breaks --fail-on high', ['--fail-on', 'high'], 1],
  [
    'a finding without a fix breaks nothing under --only-fixed',
    ['--fail-on', 'critical', '--only-fixed'],
    0,
  ],
  ['a high finding with a fix breaks --fail-on high', ['--fail-on', 'high', '--only-fixed'], 1],
  ['an accepted finding breaks nothing', ['--fail-on', 'critical', '--ignore-file', 'IGNORE'], 0],
  [
    'beside an accepted finding the others count',
    ['--fail-on', 'medium', '--ignore-file', 'IGNORE'],
    1,
  ],
];

for (const [name, args, expected] of policies) {
  test(name, async () => {
    const ignoreFile = written(`ignore-${expected}-${args.length}`, accepted);
    const given = args.map((arg) => (arg === 'IGNORE' ? ignoreFile : arg));

    const { code, err } = await scan(image, '--advisories', advisories, ...given);

    assert.equal(code, expected, err);
    assert.equal(err.includes('policy broken'), expected === 1);
    assert.match(err, /not judged by --fail-on: 1 findings without a rating/);
  });
}

test('what was accepted is still in the report, with its rule; a rule that has run out is named', async () => {
  const rules = written('rules', 'CVE-1-1\nCVE-1-2 until:2020-01-01\n');

  const report = await json(image, '--advisories', advisories, '--ignore-file', rules);

  assert.deepEqual(
    report.images[0]?.ignored?.map(({ rule, finding }) => `${rule} ${finding.package.name}`),
    ['CVE-1-1 lodash'],
  );
  assert.ok(report.images[0]?.findings?.some(({ id }) => id === 'CVE-1-2'));
  assert.match(report.remarks[0]?.text ?? '', /line 2 has run out/);
});

test('--fail-on-partial fails where packages have no advisories, and only when asked', async () => {
  const debian = join(folder, 'debian.tar');
  const made = await randomImage(new SeededRandom(2), { packages: { dpkg: 2 } });
  await writeTar(debian, ociFiles(made));

  const lenient = await scan(debian, '--advisories', advisories, '--fail-on', 'low');
  const strict = await scan(debian, '--advisories', advisories, '--fail-on-partial');

  assert.equal(lenient.code, 0);
  assert.match(lenient.out, /NO_ADVISORY_DATA: .* Debian:12: not checked/);
  assert.equal(strict.code, 1);
  assert.match(strict.err, /policy broken: --fail-on-partial/);
});

test('--fail-on-secrets fails where a layer holds one, also a deleted one, and shows none of it', async () => {
  const leaking = join(folder, 'leaking.tar');
  const layers = [[{ path: 'app/.env', content: canaries.github }], [whiteout('app/.env')]];
  const made = makeImage({ layers: await Promise.all(layers.map((one) => makeLayer(one))) });
  await writeTar(leaking, ociFiles(made));

  const lenient = await scan(leaking);
  const strict = await scan(leaking, '--fail-on-secrets');
  const clean = await scan(image, '--fail-on-secrets');

  assert.deepEqual([lenient.code, strict.code, clean.code], [0, 1, 0]);
  assert.match(strict.err, /policy broken: --fail-on-secrets/);
  assert.match(strict.out, /github-token .* deleted in layer 1, still in the image/);
  for (const { out, err } of [lenient, strict]) {
    assert.ok(!(out + err).includes(canaries.github.slice(4, 20)));
  }
});

function policyFile(name: string, policies: readonly object[], exceptions: readonly object[] = []) {
  return written(name, JSON.stringify({ schemaVersion: 1, policies, exceptions }));
}

const when = { finding: { severityAtLeast: 'critical' } };
const critical = { name: 'Critical', effect: 'block', when };

test('a policy file that blocks ends with 1, and the report says which policy and why in each form', async () => {
  const warning = { name: 'Root', effect: 'warn', when: { image: { runsAsRoot: true } } };
  const policy = policyFile('blocking.json', [critical, warning]);
  const args = [image, '--advisories', advisories, '--policy', policy];

  const table = await scan(...args);
  const { images } = await json(...args);
  const sarif = await scan(...args, '--format', 'sarif');

  assert.equal(table.code, 1, table.err);
  const sentence = 'Blocked by "Critical": 1 critical finding: CVE-1-2 in minimist 1.2.0.';
  assert.match(table.out, /verdict: block/);
  assert.ok(table.out.includes(sentence), table.out);
  assert.ok(table.err.includes(`policy broken: ${sentence}`), table.err);
  assert.match(table.err, /policy warning: Warned by "Root": the image runs as root/);
  assert.equal(images[0]?.verdict?.kind, 'block');
  assert.equal(images[0]?.verdict?.reasons[0]?.policy, 'Critical');
  const { results, tool } = JSON.parse(sarif.out).runs[0];
  const result = results.find((one: { ruleId: string }) => one.ruleId === 'policy/Critical');
  assert.equal(result.level, 'error');
  assert.equal(result.message.text, sentence);
  assert.equal(tool.driver.rules[result.ruleIndex].id, 'policy/Critical');
});

test('what a policy file accepts until a day does not block before it', async () => {
  const accepted = { advisory: 'cve-1-2', reason: 'known', expiresAt: '2099-01-01T00:00:00Z' };
  const over = { ...accepted, expiresAt: '2020-01-01T00:00:00Z' };
  const codes = [];
  const suppressions = [];
  for (const [name, exception] of Object.entries({ accepted, over })) {
    const policy = policyFile(`${name}.json`, [critical], [exception]);
    const args = [image, '--advisories', advisories, '--policy', policy, '--format', 'sarif'];
    const { code, out } = await scan(...args);
    codes.push(code);
    const { results } = JSON.parse(out).runs[0];
    const found = results.find((one: { ruleId: string }) => one.ruleId === 'CVE-1-2');
    suppressions.push(found.suppressions);
  }

  assert.deepEqual(codes, [0, 1]);
  const known = { kind: 'external', status: 'accepted', justification: 'known' };
  assert.deepEqual(suppressions, [[known], undefined], 'code scanning does not alert of it');
});

test('a policy for named repositories says nothing of an archive', async () => {
  const policy = policyFile('scoped.json', [{ ...critical, scope: { repositories: ['team/*'] } }]);

  const { code, out } = await scan(image, '--advisories', advisories, '--policy', policy);

  assert.equal(code, 0);
  assert.match(out, /No policy speaks of this image/);
});

const usages: readonly (readonly [string, () => readonly string[], RegExp])[] = [
  [
    'a policy file without advisories',
    () => [image, '--policy', policyFile('p', [critical])],
    /--policy judges findings, which need --advisories/,
  ],
  [
    'a broken policy file',
    () => [image, '--advisories', advisories, '--policy', policyFile('q', [{ name: 'x' }])],
    /POLICY_FILE_INVALID: .*\/policies\/0/,
  ],
  ['a policy without advisories', () => [image, '--fail-on', 'high'], /need --advisories/],
  ['a broken reference', () => ['host/UPPER/case'], /REFERENCE_INVALID/],
  ['a folder of records', () => [image, '--advisories', folder], /control-plane advisories import/],
  [
    'a broken rule',
    () => [image, '--advisories', advisories, '--ignore-file', written('broken', 'a b c')],
    /IGNORE_FILE_INVALID: .*line=1/,
  ],
];

for (const [name, args, message] of usages) {
  test(`${name} is a usage error`, async () => {
    const { code, out, err } = await scan(...args());

    assert.equal(code, 2, err);
    assert.match(err, message);
    assert.equal(out, '');
  });
}

test('names within an archive reach no terminal uncleaned', async () => {
  const name = '\u001b]0;title\u0007';
  const files = new Map([
    ['manifest.json', Buffer.from(JSON.stringify([{ Config: name, Layers: [] }]))],
  ]);

  const { code, err } = await scan(await writeTar(join(folder, 'hostile.tar'), files));

  assert.equal(code, 3);
  assert.match(err, /title/);
  assert.doesNotMatch(err, /\p{Cc}(?<!\n)/u);
});

test('what cannot be scanned is 3 with its code, and leaves no report behind', async () => {
  const output = join(folder, 'never');
  const text = written('text.tar', 'no archive');
  const args = ['--advisories', advisories, '--fail-on', 'high', '-o', output];

  const broken = await scan(text, ...args);
  const absent = await scan('./absent.tar', ...args);
  const unreachable = await scan('127.0.0.1:9/a/b:1', '--plain-http', ...args);
  // Said before the image is read, which this one cannot be.
  const unwritable = await scan(text, '-o', join(folder, 'no/such/folder'));

  assert.equal(broken.code, 3);
  assert.match(broken.err, /ARCHIVE_INVALID: .*\nFirst check/);
  assert.deepEqual([absent.code, unreachable.code, unwritable.code], [3, 3, 3]);
  assert.match(unwritable.err, /FILE_UNWRITABLE/);
  assert.equal(existsSync(output), false);
});

async function registryWithIndex(t: TestContext) {
  const registry = await startFakeRegistry({});
  t.after(() => registry.close());
  const arm = { os: 'linux', architecture: 'arm64', variant: 'v8' };
  const index = randomIndex([
    await randomImage(new SeededRandom(4), { packages: { npm } }),
    await randomImage(new SeededRandom(5), { packages: { apk: 3 }, platform: arm }),
  ]);
  registry.push(index, 'team/app', '1.0');
  return { index, reference: `${registry.host}/team/app:1.0` };
}

test('an image of a registry and the same one as layout, archive and docker archive are reported alike', async (t) => {
  const { index, reference } = await registryWithIndex(t);
  const layout = writeFolder(join(folder, 'layout'), ociFiles(index));
  const archive = await writeTar(join(folder, 'index.tar'), ociFiles(index));
  const docker = await writeTar(join(folder, 'docker.tar'), dockerFiles(...index.members));
  const sources = [`oci-layout:${layout}`, `oci-archive:${archive}`, archive, layout];
  const imagesOf = ({ images }: JsonReport) => images.map(({ name: _, ...rest }) => rest);

  const pulled = imagesOf(await json(reference, '--plain-http', '--advisories', advisories));

  assert.equal(pulled.length, 2);
  for (const source of sources) {
    const read = imagesOf(await json(source, '--advisories', advisories));
    assert.deepEqual(read, pulled, source);
  }
  const saved = imagesOf(await json(`docker-archive:${docker}`, '--advisories', advisories));
  const contents = (images: typeof pulled) =>
    images.map(({ platform, distro, packages, findings }) => [
      platform,
      distro,
      packages,
      findings,
    ]);
  assert.deepEqual(contents(saved), contents(pulled));
});

test('an output for one image wants one platform named', async (t) => {
  const { index } = await registryWithIndex(t);
  const layout = writeFolder(join(folder, 'platforms'), ociFiles(index));

  const both = await scan(layout, '--format', 'cyclonedx');
  const one = await scan(layout, '--format', 'cyclonedx', '--platform', 'linux/arm64');
  const none = await scan(layout, '--platform', 'linux/s390x');

  assert.equal(both.code, 2);
  assert.match(both.err, /PLATFORM_AMBIGUOUS: .*linux\/amd64, linux\/arm64\/v8/);
  assert.equal(one.code, 0, one.err);
  assert.equal(JSON.parse(one.out).metadata.component.version, index.members[1]?.digest);
  assert.equal(none.code, 3);
  assert.match(none.err, /available=linux\/amd64, linux\/arm64\/v8/);
});
