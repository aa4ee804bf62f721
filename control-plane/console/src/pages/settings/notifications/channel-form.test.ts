import assert from 'node:assert/strict';
import { test } from 'node:test';
import { channelBody, channelForm } from './channel-form.ts';

test('a secret that is left empty is not sent, so it stays', () => {
  const body = channelBody({ ...channelForm(), kind: 'slack', name: ' security ' });

  assert.deepEqual(body, { name: 'security', isEnabled: true, target: { kind: 'slack' } });
});

test('an e-mail channel sends its receivers as a list and its password as it was typed', () => {
  const body = channelBody({
    ...channelForm(),
    ...{ name: 'mail', host: ' smtp.example.com ', username: 'guard', password: ' s p ' },
    ...{ from: 'guard@example.com', to: 'a@example.com\n\n b@example.com ' },
  });

  assert.deepEqual(body.target, {
    ...{ kind: 'email', host: 'smtp.example.com', port: 587, security: 'starttls' },
    ...{ username: 'guard', password: ' s p ', from: 'guard@example.com' },
    to: ['a@example.com', 'b@example.com'],
  });
});
