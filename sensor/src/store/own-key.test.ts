import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { hashKey, mintEnrolmentText } from '@harborguard/shared/protocol/api-key-text.ts';
import { FakeClock } from '@harborguard/shared/testing/fake-clock.ts';
import { SeededRandom } from '@harborguard/shared/testing/seeded-random.ts';
import { OwnKey } from './own-key.ts';

const token = mintEnrolmentText(new SeededRandom('token'));
const dayMs = 24 * 60 * 60_000;

test('a sensor without a key shows its token, then the key it proposed', (t) => {
  const { ownKey } = world(t);

  assert.equal(ownKey.next(), token);
  assert.ok(ownKey.isEnrolling);
  const { hash, prefix } = ownKey.propose();
  assert.ok(ownKey.accepted(hash));
  const key = ownKey.next();

  assert.equal(hashKey(key), hash);
  assert.ok(key.startsWith(prefix));
  assert.ok(!ownKey.isEnrolling);
  assert.ok(!ownKey.accepted('0'.repeat(64)));
});

test('the file is for the sensor alone, and holds the key before anybody hears of it', (t) => {
  const { ownKey, path } = world(t);
  ownKey.next();
  const { hash } = ownKey.propose();

  assert.equal(statSync(path).mode & 0o777, 0o600);
  assert.equal(hashKey(JSON.parse(readFileSync(path, 'utf8')).candidate.key), hash);
});

test('a death at any step of enrolment and rotation leaves a way in', (t) => {
  const { reopen, clock } = world(t);
  /** What the control plane takes; it learns of hashes only. */
  const good = new Set<string>();
  const opens = (way: string) => way === token || good.has(hashKey(way));
  const findWayIn = (ownKey: OwnKey): string => {
    for (let index = 0; index < 4; index += 1) {
      const way = ownKey.next();
      if (opens(way)) return way;
      ownKey.refused();
    }
    return assert.fail('locked out');
  };

  // Died after proposing, before the answer: the same is proposed again.
  let ownKey = reopen();
  assert.equal(findWayIn(ownKey), token);
  const first = ownKey.propose();
  good.add(first.hash);
  ownKey = reopen();
  assert.equal(findWayIn(ownKey), token);
  assert.deepEqual(ownKey.propose(), first);
  ownKey.accepted(first.hash);
  // Died after the answer, before the key was used.
  ownKey = reopen();
  assert.equal(hashKey(findWayIn(ownKey)), first.hash);
  ownKey.welcomed();

  // Rotation, died after making the candidate: the key still opens.
  clock.setNow(clock.now() + 31 * dayMs);
  assert.ok(ownKey.isOlderThan(30 * dayMs));
  const second = ownKey.propose();
  ownKey = reopen();
  assert.equal(hashKey(findWayIn(ownKey)), first.hash);
  // Accepted, and the control plane lost its memory of it, as from a backup: back to the key before.
  ownKey.accepted(second.hash);
  ownKey = reopen();
  assert.equal(hashKey(findWayIn(ownKey)), first.hash);
  good.add(second.hash);
  ownKey = reopen();
  assert.equal(hashKey(findWayIn(ownKey)), second.hash);
  // Used, so the control plane ends the first; died before writing that down.
  good.delete(first.hash);
  ownKey = reopen();
  assert.equal(hashKey(findWayIn(ownKey)), second.hash);
  ownKey.welcomed();
  assert.ok(!reopen().isOlderThan(30 * dayMs));
});

test('a token whose answer was lost and that is used up by now does not lock the sensor out', (t) => {
  const { reopen } = world(t);
  const ownKey = reopen();
  ownKey.next();
  const { hash } = ownKey.propose();

  const later = reopen();
  assert.equal(later.next(), token);
  later.refused();

  assert.equal(hashKey(later.next()), hash);
  later.welcomed();
  assert.equal(hashKey(reopen().next()), hash);
});

test('a damaged file is an error that names it, and stays as it is', (t) => {
  const { reopen, path } = world(t);
  writeFileSync(path, '{"current":{"key":"hg_ak_broken"');

  assert.throws(reopen, { code: 'FILE_UNREADABLE' });
});

function world(t: TestContext) {
  const folder = mkdtempSync(join(tmpdir(), 'harborguard-key-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const clock = new FakeClock();
  const random = new SeededRandom('own key');
  const reopen = () => new OwnKey(folder, { clock, random, enrolmentToken: token });
  return { clock, reopen, ownKey: reopen(), path: join(folder, 'key.json') };
}
