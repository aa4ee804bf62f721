// A message for a Slack incoming webhook: https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks
// with the blocks and limits of https://docs.slack.dev/reference/block-kit/blocks
import type { Message } from '../message.ts';
import { factsOf, moreLine, titleOf } from './message-lines.ts';

/** Of a header's text. */
const headerLengthMax = 150;
/** A message takes 50 blocks; the header, the rest and the link need some of them. */
const eventBlocksMax = 40;
/** Of a section's text; escaping makes of one character up to five. */
const sectionLengthMax = 3000;
const titleLengthMax = 400;
const factsShown = 6;
const factLengthMax = 60;
/**
 * All blocks together: somewhat above 13,000 characters are refused with `msg_blocks_too_long`, which no page tells:
 * https://github.com/slackapi/bolt-js/issues/2509
 */
const blocksLengthMax = 12_000;
/** What one more block adds to that besides its text. */
const blockLength = 150;

type TextObject =
  | { readonly type: 'plain_text'; readonly text: string; readonly emoji: false }
  | {
      readonly type: 'mrkdwn';
      readonly text: string;
      /** Nothing in it becomes a link, a channel or a mention unless it is written as one. */
      readonly verbatim: true;
    };

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
  const shown = fitting(events.slice(0, eventBlocksMax).map(eventText));
  const more = moreLine(shown.length, total);
  const title = titleOf(message, headerLengthMax);
  return {
    text: escaped(title),
    blocks: [
      { type: 'header', text: { type: 'plain_text', text: title, emoji: false } },
      ...shown.map((text): SlackBlock => ({ type: 'section', text: mrkdwn(text) })),
      ...(more === undefined ? [] : [context(more)]),
      ...(link === undefined ? [] : [context(`<${link}|Open HarborGuard>`)]),
    ],
  };
}

/** The first of the texts, as many as go together. */
function fitting(texts: readonly string[]): readonly string[] {
  let length = 0;
  const end = texts.findIndex((text) => {
    length += text.length + blockLength;
    return length > blocksLengthMax;
  });
  return end === -1 ? texts : texts.slice(0, end);
}

function eventText(event: Message['events'][number]): string {
  let text = `*${event.severity}* ${escaped(titleOf(event, titleLengthMax))}`;
  for (const [index, { name, value }] of factsOf(event).slice(0, factsShown).entries()) {
    const short = escaped(value.slice(0, factLengthMax).toWellFormed());
    const longer = `${text}${index === 0 ? '\n' : ' · '}${name}: ${short}`;
    if (longer.length > sectionLengthMax) break;
    text = longer;
  }
  return text;
}

/** The three characters with a meaning of their own: https://docs.slack.dev/messaging/formatting-message-text */
function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function mrkdwn(text: string): TextObject {
  return { type: 'mrkdwn', text, verbatim: true };
}

function context(text: string): SlackBlock {
  return { type: 'context', elements: [mrkdwn(text)] };
}
