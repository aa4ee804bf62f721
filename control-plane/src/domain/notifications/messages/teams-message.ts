// A message for a Teams Workflows webhook, an adaptive card:
// https://learn.microsoft.com/en-us/microsoftteams/platform/webhooks-and-connectors/how-to/connectors-using
import type { Message } from '../message.ts';
import { factsOf, moreLine, titleOf } from './message-lines.ts';

/**
 * A message takes about 28 KB: https://learn.microsoft.com/en-us/connectors/teams/ (Message size limit). What is sent
 * grows a little on its way through the workflow.
 */
const bytesMax = 24 * 1024;
const titleLengthMax = 300;
const eventsShown = 30;

interface TextBlock {
  readonly type: 'TextBlock';
  readonly text: string;
  readonly wrap: true;
  readonly size?: 'Large';
  readonly weight?: 'Bolder';
  readonly color?: 'Attention' | 'Warning' | 'Default';
  readonly isSubtle?: true;
}

interface FactSet {
  readonly type: 'FactSet';
  readonly facts: readonly { readonly title: string; readonly value: string }[];
}

export interface AdaptiveCard {
  readonly $schema: 'http://adaptivecards.io/schemas/adaptive-card.json';
  readonly type: 'AdaptiveCard';
  /** The newest that Teams shows on every device. */
  readonly version: '1.4';
  readonly body: readonly (TextBlock | FactSet)[];
  readonly actions?: readonly {
    readonly type: 'Action.OpenUrl';
    readonly title: string;
    readonly url: string;
  }[];
}

export interface TeamsMessage {
  readonly type: 'message';
  readonly attachments: readonly [
    {
      readonly contentType: 'application/vnd.microsoft.card.adaptive';
      readonly contentUrl: null;
      readonly content: AdaptiveCard;
    },
  ];
}

/** Events are left out from the end until the rest fits. */
export function teamsMessage(message: Message): TeamsMessage {
  for (let shown = Math.min(eventsShown, message.events.length); ; shown = Math.floor(shown / 2)) {
    const card = cardOf(message, shown);
    if (shown === 0 || Buffer.byteLength(JSON.stringify(card)) <= bytesMax) return card;
  }
}

function cardOf(message: Message, shown: number): TeamsMessage {
  const { events, total, link } = message;
  const more = moreLine(shown, total);
  const content: AdaptiveCard = {
    $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
    type: 'AdaptiveCard',
    version: '1.4',
    body: [
      textBlock(titleOf(message, titleLengthMax), { size: 'Large', weight: 'Bolder' }),
      ...events.slice(0, shown).flatMap(eventBlocks),
      ...(more === undefined ? [] : [textBlock(more, { isSubtle: true })]),
    ],
    ...(link === undefined
      ? {}
      : { actions: [{ type: 'Action.OpenUrl', title: 'Open HarborGuard', url: link }] }),
  };
  const contentType = 'application/vnd.microsoft.card.adaptive';
  return { type: 'message', attachments: [{ contentType, contentUrl: null, content }] };
}

function eventBlocks(event: Message['events'][number]): readonly (TextBlock | FactSet)[] {
  const { severity } = event;
  const grave = severity === 'high' ? 'Warning' : 'Default';
  const color = severity === 'critical' ? 'Attention' : grave;
  const facts = factsOf(event).map(({ name, value }) => ({ title: name, value: plain(value) }));
  const title = textBlock(titleOf(event, titleLengthMax), { weight: 'Bolder', color });
  return facts.length === 0 ? [title] : [title, { type: 'FactSet', facts }];
}

function textBlock(text: string, look: Omit<TextBlock, 'type' | 'text' | 'wrap'>): TextBlock {
  return { type: 'TextBlock', text: plain(text), wrap: true, ...look };
}

/**
 * Cards read a part of Markdown and fill in dates; names from outside are not to become links, emphasis, lists or dates:
 * https://learn.microsoft.com/en-us/adaptive-cards/authoring-cards/text-features
 */
function plain(text: string): string {
  return text
    .replace(/[\\*_[\]()#`~{}]/g, (special) => `\\${special}`)
    .replace(/^[-+](?=\s)/, (start) => `\\${start}`)
    .replace(/^([0-9]+)\.(?=\s)/, '$1\\.');
}
