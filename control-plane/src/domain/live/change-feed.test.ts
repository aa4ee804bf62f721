import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FakeClock } from '@harborguard/shared/testing/fake-clock.ts';
import { createChangeFeed } from './change-feed.ts';

function world() {
  const clock = new FakeClock();
  const feed = createChangeFeed(clock);
  const heard = (orgId: string) => {
    const messages: (readonly string[])[] = [];
    const end = feed.subscribe(orgId, (kinds) => messages.push(kinds));
    return { messages, end };
  };
  return { clock, feed, heard };
}

test('what changes within a moment is told once, each kind once', async () => {
  const { clock, feed, heard } = world();
  const { messages } = heard('a');

  feed.publish('a', ['job']);
  feed.publish('a', ['job', 'image']);
  assert.deepEqual(messages, []);
  await clock.advance(500);

  assert.deepEqual(messages, [['job', 'image']]);
});

test('an organisation hears of its own changes and of those that are of nobody alone', async () => {
  const { clock, feed, heard } = world();
  const [one, other] = [heard('a'), heard('b')];

  feed.publish('a', ['registry']);
  await clock.advance(500);
  feed.publish(undefined, ['sensor']);
  await clock.advance(500);

  assert.deepEqual(one.messages, [['registry'], ['sensor']]);
  assert.deepEqual(other.messages, [['sensor']]);
});

test('who has ended hears nothing more, and nothing is kept for nobody', async () => {
  const { clock, feed, heard } = world();
  const { messages, end } = heard('a');
  feed.publish('a', ['job']);
  end();
  await clock.advance(500);
  feed.publish('a', ['job']);

  assert.deepEqual(messages, []);
  assert.deepEqual(clock.pendingDelaysMs(), []);
});
