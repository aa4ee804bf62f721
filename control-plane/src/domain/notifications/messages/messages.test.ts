// The forms of messages, field by field against what the vendors document.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SeededRandom } from '@harborguard/shared/testing/seeded-random.ts';
import { Webhook } from 'standardwebhooks';
import type { NotificationEvent } from '../notification-event.ts';
import { findingEvent, messageOf, registryId } from '../testing/sample-events.ts';
import { emailContent } from './email-message.ts';
import { pagerDutyEvent } from './pagerduty-event.ts';
import { slackMessage } from './slack-message.ts';
import { teamsMessage } from './teams-message.ts';
import { mintSigningSecret, signedHeaders, webhookBody } from './webhook-message.ts';

const routingKey = '0123456789abcdef0123456789abcdef';
const hostile = '<script>&"\'*[x](https://evil.example)`\u202e';
const long = `${hostile}${'𝒳'.repeat(3000)}`;

/** As many and as long as they can get; `text` stands wherever a name from outside does. */
function flood(text = long): readonly NotificationEvent[] {
  return Array.from({ length: 200 }, (_, id) =>
    findingEvent({
      id,
      title: text,
      facts: {
        ...{ registryName: text, repository: text, tag: text, advisoryId: text },
        ...{ packageName: text, packageVersion: text, errorCode: text },
      },
    }),
  );
}

// https://docs.slack.dev/reference/block-kit/blocks: 50 blocks; header 150 characters, plain_text only; section 3,000;
// context up to 10 elements. https://github.com/slackapi/bolt-js/issues/2509: some 13,000 characters in all blocks.
test('a Slack message keeps the limits of Block Kit', () => {
  for (const events of [[findingEvent()], flood(), flood('&'.repeat(9000)), flood('<>'), []]) {
    const { text, blocks } = slackMessage(messageOf(events, { title: events[0]?.title ?? 'Test' }));
    assert.ok(text.length > 0 && text.length <= 4000);
    assert.ok(blocks.length <= 50);
    assert.ok(events.length === 0 || blocks.some(({ type }) => type === 'section'));
    assert.ok(JSON.stringify(blocks).length <= 13_000, String(JSON.stringify(blocks).length));
    for (const block of blocks) {
      if (block.type === 'context') {
        assert.ok(block.elements.length >= 1 && block.elements.length <= 10);
        continue;
      }
      const limit = block.type === 'header' ? 150 : 3000;
      assert.equal(block.text.type, block.type === 'header' ? 'plain_text' : 'mrkdwn');
      assert.ok(block.text.text.length >= 1 && block.text.text.length <= limit);
      assert.ok(block.text.text.isWellFormed());
      assert.ok(!/&(?!(amp|lt|gt);)/.test(block.text.text) || block.type === 'header');
    }
  }
});

test('a Slack message says what happened, and names from outside are no markup', () => {
  const name = `<!channel> @here #general https://evil.example ${hostile}`;
  const message = slackMessage(
    messageOf([findingEvent({ title: name })], { title: 'News <!here>' }),
  );
  const [header, section, link] = message.blocks;
  assert.equal(message.text, 'News &lt;!here&gt;');
  assert.deepEqual(header, {
    ...{ type: 'header', text: { type: 'plain_text', text: 'News <!here>', emoji: false } },
  });
  assert.ok(section?.type === 'section');
  // Else Slack makes links of addresses, channels and mentions of what looks like them.
  assert.ok(section.text.type === 'mrkdwn' && section.text.verbatim);
  assert.match(section.text.text, /^\*critical\* &lt;!channel&gt; @here .*&lt;script&gt;&amp;/);
  assert.match(section.text.text, /Repository: team\/app · Tag: v1/);
  assert.deepEqual(link, {
    type: 'context',
    elements: [
      { type: 'mrkdwn', text: '<https://guard.example.com|Open HarborGuard>', verbatim: true },
    ],
  });
  const usual = Array.from({ length: 200 }, (_, id) => findingEvent({ id }));
  const { blocks } = slackMessage(messageOf(usual, { total: 900 }));
  const shown = blocks.filter(({ type }) => type === 'section').length;
  assert.ok(shown >= 30, String(shown));
  assert.ok(JSON.stringify(blocks).includes(`and ${900 - shown} more`));
});

// https://learn.microsoft.com/en-us/microsoftteams/platform/webhooks-and-connectors/how-to/connectors-using: the
// envelope; https://adaptivecards.io/explorer/: the elements; https://learn.microsoft.com/en-us/connectors/teams/: 28 KB.
test('a Teams message is an adaptive card of at most 28 KB', () => {
  for (const events of [[findingEvent()], flood(), []]) {
    const message = teamsMessage(messageOf(events));
    assert.equal(message.type, 'message');
    const [attachment] = message.attachments;
    assert.deepEqual(Object.keys(attachment), ['contentType', 'contentUrl', 'content']);
    assert.equal(attachment.contentType, 'application/vnd.microsoft.card.adaptive');
    const { content } = attachment;
    assert.deepEqual(
      [content.type, content.version, content.$schema],
      ['AdaptiveCard', '1.4', 'http://adaptivecards.io/schemas/adaptive-card.json'],
    );
    for (const element of content.body) {
      if (element.type === 'FactSet') {
        for (const fact of element.facts) assert.deepEqual(Object.keys(fact), ['title', 'value']);
      } else {
        assert.ok(element.text.length > 0);
      }
    }
    assert.deepEqual(content.actions, [
      { type: 'Action.OpenUrl', title: 'Open HarborGuard', url: 'https://guard.example.com' },
    ]);
    assert.ok(Buffer.byteLength(JSON.stringify(message)) <= 28 * 1024);
  }
});

test('a Teams card shows names from outside as they are', () => {
  const shown = (name: string): string => {
    const facts = { repository: name };
    const [attachment] = teamsMessage(
      messageOf([findingEvent({ title: name, facts })]),
    ).attachments;
    const [, title, list] = attachment.content.body;
    assert.ok(title?.type === 'TextBlock' && list?.type === 'FactSet');
    assert.equal(list.facts[0]?.value, title.text);
    return title.text;
  };
  assert.equal(shown(hostile), '<script>&"\'\\*\\[x\\]\\(https://evil.example\\)\\`');
  assert.equal(shown('- x'), '\\- x');
  assert.equal(shown('1. x'), '1\\. x');
  assert.equal(shown('1.0-2+b'), '1.0-2+b');
  assert.ok(!shown('{{DATE(2026-01-01T00:00:00Z)}}').includes('{{'));
});

// https://developer.pagerduty.com/docs/send-alert-event: the parameters and their lengths.
test('a PagerDuty event triggers with all that is required', () => {
  const event = pagerDutyEvent(messageOf([findingEvent()]), routingKey);
  assert.deepEqual(event, {
    routing_key: routingKey,
    event_action: 'trigger',
    dedup_key: 'finding:1',
    payload: {
      summary: 'CVE-2026-1 (critical) in openssl 3.0.1 of team/app:v1',
      source: 'guard.example.com',
      severity: 'critical',
      timestamp: '2026-01-01T00:00:00.000Z',
      class: 'finding.opened',
      component: 'team/app',
      group: registryId,
      custom_details: {
        Repository: 'team/app',
        Tag: 'v1',
        Platform: 'linux/amd64',
        Advisory: 'CVE-2026-1',
        Package: 'openssl',
        Version: '3.0.1',
        'Fixed in': '3.0.2',
      },
    },
    client: 'HarborGuard',
    client_url: 'https://guard.example.com',
  });
});

test('a PagerDuty event keeps its lengths and its severities', () => {
  const severities = new Set<string>();
  for (const severity of ['critical', 'high', 'medium', 'low', 'unknown'] as const) {
    const event = pagerDutyEvent(
      messageOf([findingEvent({ severity, subject: long })], { title: long, link: undefined }),
      routingKey,
    );
    assert.ok(event.event_action === 'trigger');
    assert.ok(event.payload.summary.length <= 1024 && event.payload.summary.isWellFormed());
    assert.ok(event.dedup_key.length <= 255);
    assert.ok(event.payload.source.length > 0);
    severities.add(event.payload.severity);
  }
  assert.deepEqual([...severities], ['critical', 'error', 'warning', 'info']);
  const many = pagerDutyEvent(messageOf(flood()), routingKey);
  assert.ok(Buffer.byteLength(JSON.stringify(many)) <= 512 * 1024);
});

test('names from outside are values of a PagerDuty event and nothing else', () => {
  const event = pagerDutyEvent(
    messageOf([
      findingEvent({ title: hostile, facts: { repository: '","event_action":"resolve' } }),
    ]),
    routingKey,
  );
  const read = JSON.parse(JSON.stringify(event));
  assert.equal(read.event_action, 'trigger');
  assert.equal(read.payload.component, '","event_action":"resolve');
  assert.ok(!read.payload.summary.includes('\u202e'));
});

test('the end of something resolves the very alert of its begin', () => {
  const offline = findingEvent({ kind: 'sensor.offline', subject: 'sensor:a' });
  const online = findingEvent({ kind: 'sensor.online', subject: 'sensor:a' });
  const trigger = pagerDutyEvent(messageOf([offline]), routingKey);
  const resolve = pagerDutyEvent(messageOf([online]), routingKey);
  assert.deepEqual(resolve, {
    routing_key: routingKey,
    event_action: 'resolve',
    dedup_key: trigger.dedup_key,
  });
});

test('a verdict that no longer blocks resolves the alert of the block, and good news opens none', () => {
  const verdict = (verdictBefore: string, now: string) =>
    findingEvent({
      ...{ kind: 'policy.verdict_changed', subject: 'verdict:1:linux/amd64' },
      facts: { verdictBefore, verdict: now },
    });
  const actions = [
    [verdict('pass', 'block')],
    [verdict('block', 'warn')],
    [verdict('block', 'pass')],
    [verdict('pass', 'warn')],
    [verdict('warn', 'pass'), findingEvent({ kind: 'finding.resolved' })],
    [verdict('warn', 'pass'), findingEvent()],
    [],
  ].map((events) => pagerDutyEvent(messageOf(events), routingKey).event_action);
  assert.deepEqual(actions, [
    ...['trigger', 'resolve', 'resolve', 'trigger', 'resolve', 'trigger', 'trigger'],
  ]);
});

// https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
test('a webhook is signed over id, time and body, with both secrets while one replaces the other', (t) => {
  const [now, random] = [Date.UTC(2026, 0, 1), new SeededRandom(1)];
  const [current, previous] = [mintSigningSecret(random), mintSigningSecret(random)];
  const message = messageOf([findingEvent()]);
  const body = webhookBody(message);
  const sealed = { signingSecret: current, previousSecret: previous, previousUntil: now + 1 };
  const headers = signedHeaders(message, body, { secret: sealed, now });
  const after = signedHeaders(message, body, { secret: { ...sealed, previousUntil: now }, now });
  // The library of the specification is the receiver; it takes what is at most five minutes old.
  t.mock.timers.enable({ apis: ['Date'], now: now + 60_000 });
  for (const secret of [current, previous]) {
    assert.deepEqual(new Webhook(secret).verify(body, { ...headers }), JSON.parse(body));
    assert.throws(() => new Webhook(secret).verify(`${body} `, { ...headers }));
    assert.throws(() => new Webhook(secret).verify(body, { ...headers, 'webhook-id': 'another' }));
  }
  assert.ok(new Webhook(current).verify(body, { ...after }));
  assert.throws(() => new Webhook(previous).verify(body, { ...after }));
  t.mock.timers.setTime(now + 360_000);
  assert.throws(() => new Webhook(current).verify(body, { ...headers }), /too old/);
  assert.deepEqual(
    [headers['webhook-id'], headers['webhook-timestamp']],
    [...[message.deliveryId, String(now / 1000)]],
  );
  const { type, timestamp, data } = JSON.parse(body);
  assert.deepEqual([type, timestamp], ['notification', '2026-01-01T00:00:00.000Z']);
  assert.equal(data.events[0].facts.fixedIn, '3.0.2');
});

test('the key and the example of the specification give its signature', () => {
  // "Webhook signature": https://github.com/standard-webhooks/standard-webhooks/tree/main/libraries (test vectors)
  const secret = { signingSecret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw' };
  const body = '{"test": 2432232314}';
  const headers = signedHeaders({ deliveryId: 'msg_p5jXN8AQM9LWM0D4loKWxJek' }, body, {
    secret,
    now: 1_614_265_330_000,
  });
  assert.equal(headers['webhook-signature'], 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=');
});

test('an e-mail says the same as text and as HTML, in which names from outside are text', () => {
  const { subject, text, html } = emailContent(
    messageOf([findingEvent({ title: hostile })], { title: `News\r\nBcc: x@example.com` }),
  );
  assert.equal(subject, '[HarborGuard] News Bcc: x@example.com');
  assert.ok(text.includes('Fixed in: 3.0.2') && html.includes('<td>Fixed in</td><td>3.0.2</td>'));
  assert.ok(html.includes('&lt;script&gt;&amp;&quot;&#39;') && !html.includes('<script>'));
});
