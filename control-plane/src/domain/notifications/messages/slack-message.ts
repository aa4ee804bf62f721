// A message for a Slack incoming webhook: https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks
// with the blocks and limits of https://docs.slack.dev/reference/block-kit/blocks
import type { Message } from '../message.ts';
import { factsOf, moreLine, titleOf } from './message-lines.ts';

/** Of a header's text. */
const headerLengthMax = 150;
/** A message takes 50 blocks; the header, the rest and the link need some of them. */
const eventBlocksMax = 40;
/** A section's text takes 3,000 characters; escaping makes one of them up to five. */
const titleLengthMax = 400;
const factsShown = 6;
const factLengthMax = 60;

interface TextObject {
  readonly type: 'plain_text' | 'mrkdwn';
  readonly text: string;
}

export type SlackBlock =
  | { readonly type: 'header'; readonly text: TextObject }
  | { readonly type: 'section'; readonly text: TextObject }
  | { readonly type: 'context'; readonly elements: readonly TextObject[] };

export interface SlackMessage {
  /** Shown in the notification itself, where blocks are not. */
  readonly text: string;
  readonly blocks: readonly SlackBlock[];
}

export function slackMessage(message: Message): SlackMessage {
  const { events, total, link } = message;
  const shown = events.slice(0, eventBlocksMax);
  const more = moreLine(shown.length, total);
  const title = titleOf(message, headerLengthMax);
  return {
    text: escaped(title),
    blocks: [
      { type: 'header', text: { type: 'plain_text', text: title } },
      ...shown.map((event): SlackBlock => ({ type: 'section', text: mrkdwn(eventText(event)) })),
      ...(more === undefined ? [] : [context(more)]),
      ...(link === undefined ? [] : [context(`<${link}|Open HarborGuard>`)]),
    ],
  };
}

function eventText(event: Message['events'][number]): string {
  const facts = factsOf(event)
    .slice(0, factsShown)
    .map(({ name, value }) => `${name}: ${escaped(value.slice(0, factLengthMax).toWellFormed())}`);
  return `*${event.severity}* ${escaped(titleOf(event, titleLengthMax))}\n${facts.join(' · ')}`.trim();
}

/** The three characters with a meaning of their own: https://docs.slack.dev/messaging/formatting-message-text */
function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function mrkdwn(text: string): TextObject {
  return { type: 'mrkdwn', text };
}

function context(text: string): SlackBlock {
  return { type: 'context', elements: [mrkdwn(text)] };
}
