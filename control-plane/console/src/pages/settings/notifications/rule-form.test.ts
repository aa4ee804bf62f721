import assert from 'node:assert/strict';
import { test } from 'node:test';
import { digestWords, type NotificationRule, ruleBody, ruleForm, ruleWords } from './rule-form.ts';

const rule: NotificationRule = {
  ...{ id: 'rule', name: 'nights', channelId: 'channel', isEnabled: true },
  ...{ events: ['finding.opened'], severity: 'high', registryIds: ['one'], onlyNew: false },
  ...{ repositories: ['team/**'], onlyFixable: true, digest: 'daily', digestAt: '08:30' },
  ...{ timeZone: 'Europe/Berlin', createdAt: '', updatedAt: '' },
  quietHours: { from: '22:00', until: '06:00', criticalPasses: false },
};

test('a rule that is opened and saved unchanged stays what it is', () => {
  const { id: _id, createdAt: _made, updatedAt: _changed, ...expected } = rule;

  assert.deepEqual(ruleBody(ruleForm(rule, 'another')), expected);
});

test('a rule says in words what it tells, and when', () => {
  const words = ruleWords(rule, new Map([['one', 'plant 7']]));

  assert.equal(
    words,
    'A critical or high finding appeared · high or graver · only with a fix · in plant 7 · repositories team/** · quiet from 22:00 until 06:00',
  );
  assert.equal(digestWords(rule), 'every day at 08:30, Europe/Berlin');
});

test('quiet hours that are switched off are not sent', () => {
  assert.equal(ruleBody({ ...ruleForm(rule, ''), isQuiet: false }).quietHours, undefined);
});
