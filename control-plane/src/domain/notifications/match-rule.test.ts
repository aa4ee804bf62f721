import assert from 'node:assert/strict';
import { test } from 'node:test';
import { matchesRule } from './match-rule.ts';
import type { NotificationEvent } from './notification-event.ts';
import type { RuleFilter } from './notification-rule.ts';
import { findingEvent, registryId, sampleRule } from './testing/sample-events.ts';

const online: Partial<NotificationEvent> = {
  kind: 'sensor.online',
  severity: 'low',
  facts: {},
  isNew: true,
  isFixable: false,
};

const released: Partial<NotificationEvent> = { kind: 'policy.verdict_changed', severity: 'low' };

const cases: readonly (readonly [
  string,
  Partial<RuleFilter>,
  Partial<NotificationEvent>,
  boolean,
])[] = [
  ['a rule without conditions takes all', {}, {}, true],
  ['another kind is not meant', { events: ['sensor.offline'] }, {}, false],
  ['as grave as asked for', { severity: 'high' }, { severity: 'high' }, true],
  ['less grave', { severity: 'critical' }, { severity: 'high' }, false],
  [
    'the end of what was told comes too, though it is not grave',
    { severity: 'high' },
    online,
    true,
  ],
  [
    'the end of what was not grave enough to be told does not come either',
    { severity: 'critical' },
    online,
    false,
  ],
  [
    'a verdict that no longer blocks comes where the block came',
    { severity: 'high' },
    { ...released, facts: { verdict: 'pass', verdictBefore: 'block' } },
    true,
  ],
  [
    'a verdict that no longer warns does not come where the warning did not',
    { severity: 'high' },
    { ...released, facts: { verdict: 'pass', verdictBefore: 'warn' } },
    false,
  ],
  ['of the registry', { registryIds: [registryId] }, {}, true],
  ['of another registry', { registryIds: ['other'] }, {}, false],
  ['a repository of the folder', { repositories: ['team/*'] }, {}, true],
  [
    'a star does not cross a slash',
    { repositories: ['team/*'] },
    { repository: 'team/a/b' },
    false,
  ],
  ['two stars do', { repositories: ['team/**'] }, { repository: 'team/a/b' }, true],
  ['an exclamation mark means itself', { repositories: ['!team/app'] }, {}, false],
  ['one of several globs', { repositories: ['x', '{team,other}/app'] }, {}, true],
  ['what has no repository is in none', { repositories: ['**'] }, online, true],
  ['a rebuilt finding is not new', { onlyNew: true }, { isNew: false }, false],
  ['only new does not touch other kinds', { onlyNew: true }, { ...online, isNew: false }, true],
  ['without a fix', { onlyFixable: true }, { isFixable: false }, false],
  ['with a fix', { onlyFixable: true }, {}, true],
];

for (const [name, filter, event, expected] of cases) {
  test(`a rule and an event: ${name}`, () => {
    assert.equal(matchesRule(sampleRule(filter), findingEvent(event)), expected);
  });
}

test('braces that multiply are read up to a limit only', () => {
  const rule = sampleRule({ repositories: ['{a,b}'.repeat(40)] });

  assert.equal(matchesRule(rule, findingEvent({ repository: 'a'.repeat(40) })), true);
  assert.equal(matchesRule(rule, findingEvent({ repository: 'b'.repeat(40) })), false);
  const last = findingEvent({ repository: `${'a'.repeat(31)}${'b'.repeat(9)}` });
  assert.equal(matchesRule(rule, last), false, 'the 512th of them');
});

test('a rule for repositories takes no news that belongs to none', () => {
  const { repository: _none, ...event } = findingEvent(online);
  assert.equal(matchesRule(sampleRule({ repositories: ['**'] }), event), false);
});
