// All that a browser comes to hold of a page while somebody goes through it, as texts to look for a secret in.
import type { Page, Request } from 'playwright-core';

export interface HeldText {
  readonly where: string;
  readonly text: string;
}

export interface HeldByBrowser {
  /** What the page holds now, which the next one may replace. */
  keep(where: string): Promise<void>;
  texts(): Promise<readonly HeldText[]>;
  /** Which of the secrets are somewhere, and where; by name, so that a failure does not print them. */
  found(secrets: Readonly<Record<string, string>>): Promise<readonly string[]>;
}

/** As long as the shortest secret may be that is looked for. */
const secretLengthMin = 15;

/** What a script of the page could read, fields and storage with it. Cookies that it could read are among them. */
const readable = `(async () => JSON.stringify({
  page: document.documentElement.outerHTML,
  fields: [...document.querySelectorAll('input, textarea, select')].map(({ value }) => value),
  address: location.href,
  history: history.state,
  title: document.title,
  cookie: document.cookie,
  local: { ...localStorage },
  session: { ...sessionStorage },
  databases: (await indexedDB.databases()).map(({ name }) => name),
  caches: await caches.keys(),
  names: performance.getEntriesByType('resource').map(({ name }) => name),
}))()`;

export function watchHeld(page: Page): HeldByBrowser {
  const kept: HeldText[] = [];
  const answers: Promise<HeldText>[] = [];
  const add = (where: string, text: string): void => void kept.push({ where, text });
  page.on('console', (message) => add('console', message.text()));
  page.on('pageerror', (error) => add('error of the page', String(error.stack)));
  page.on('request', (request) => {
    // What stands behind the # is sent to nobody; the page is to take it out of its address.
    add('address asked for', request.url().split('#', 1)[0] ?? '');
    if (!carriesSecrets(request)) add(`request to ${request.url()}`, request.postData() ?? '');
  });
  // Only what has come whole can be read: a stream never has, and what a page left behind is waited for in vain.
  page.on('requestfinished', (request) => {
    if (!showsOnce(request)) answers.push(textOf(request));
  });
  const texts = async () => [...kept, ...(await Promise.all(answers))];
  return {
    texts,
    keep: async (where) => add(`page ${where}`, await page.evaluate<string>(readable)),
    found: async (secrets) => {
      const all = await texts();
      return Object.entries(secrets).flatMap(([name, secret]) => {
        if (secret.length < secretLengthMin) return [`${name} is too short to look for`];
        const forms = formsOf(secret);
        return all
          .filter(({ text }) => forms.some((form) => text.includes(form)))
          .map(({ where }) => `${name} in ${where}`);
      });
    },
  };
}

/** Ways in, by which a person sends a password or the token of a link. */
function carriesSecrets(request: Request): boolean {
  const { pathname } = new URL(request.url());
  return /^\/api\/(?:session|first-owner|links\/inspect|invitations\/accept)$/.test(pathname);
}

/** The answer to the making of a key, which shows its text this once. */
function showsOnce(request: Request): boolean {
  return request.method() === 'POST' && new URL(request.url()).pathname === '/api/api-keys';
}

/** With its headers, but for the one that is the cookie’s place. */
async function textOf(request: Request): Promise<HeldText> {
  const where = `answer of ${request.url()}`;
  const response = await request.response();
  if (response === null) return { where, text: '' };
  const { 'set-cookie': _cookie, ...headers } = response.headers();
  // What the browser has thrown away it holds no more.
  const body = await response.text().catch(() => '');
  return { where, text: `${JSON.stringify(headers)}\n${body}` };
}

function formsOf(secret: string): readonly string[] {
  const bytes = Buffer.from(secret);
  const written = JSON.stringify(secret).slice(1, -1);
  return [
    ...[secret, written, encodeURIComponent(secret)],
    bytes.toString('base64').replace(/.{0,2}=*$/, ''),
  ];
}
