// A message as an e-mail: text, and the same as HTML for programs that show it.
import type { Message } from '../message.ts';
import { factsOf, moreLine, titleOf } from './message-lines.ts';

const subjectLengthMax = 200;
const titleLengthMax = 400;
const eventsShown = 100;

export interface EmailContent {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

export function emailContent(message: Message): EmailContent {
  const { events, total, link } = message;
  const shown = events.slice(0, eventsShown);
  const more = moreLine(shown.length, total);
  const title = titleOf(message, subjectLengthMax);
  return {
    subject: `[HarborGuard] ${title}`,
    text: [
      title,
      ...shown.map(textOf),
      ...(more === undefined ? [] : [more]),
      ...(link === undefined ? [] : [link]),
    ].join('\n\n'),
    html: [
      '<!doctype html><html><body style="font-family:sans-serif">',
      `<h2>${escaped(title)}</h2>`,
      ...shown.map(htmlOf),
      ...(more === undefined ? [] : [`<p>${escaped(more)}</p>`]),
      ...(link === undefined ? [] : [`<p><a href="${escaped(link)}">Open HarborGuard</a></p>`]),
      '</body></html>',
    ].join('\n'),
  };
}

function textOf(event: Message['events'][number]): string {
  const facts = factsOf(event).map(({ name, value }) => `  ${name}: ${value}`);
  return [`[${event.severity}] ${titleOf(event, titleLengthMax)}`, ...facts].join('\n');
}

function htmlOf(event: Message['events'][number]): string {
  const facts = factsOf(event).map(
    ({ name, value }) => `<tr><td>${escaped(name)}</td><td>${escaped(value)}</td></tr>`,
  );
  const title = escaped(titleOf(event, titleLengthMax));
  return `<p><b>${escaped(event.severity)}</b> ${title}</p><table>${facts.join('')}</table>`;
}

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}
