// Reads the folder of the built web console once, at start.
import { createHash } from 'node:crypto';
import { existsSync, globSync, readFileSync, statSync } from 'node:fs';
import { extname, join, sep } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { ConsoleFile, ConsoleFiles } from './http/console-files.ts';

const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.json': 'application/json',
};

/** Smaller ones gain nothing. */
const gzipFromBytes = 512;
const pageName = 'index.html';

/** Undefined when nothing is built there. */
export function readConsoleFiles(folder: string): ConsoleFiles | undefined {
  const pagePath = join(folder, pageName);
  if (!existsSync(pagePath)) return undefined;
  const files = new Map<string, ConsoleFile>();
  for (const name of globSync('**/*', { cwd: folder })) {
    const contentType = contentTypes[extname(name)];
    if (contentType === undefined || !statSync(join(folder, name)).isFile()) continue;
    const path = `/${name.split(sep).join('/')}`;
    files.set(path, consoleFile(path, readFileSync(join(folder, name)), contentType));
  }
  const page = files.get(`/${pageName}`);
  if (page === undefined) return undefined;
  files.delete(`/${pageName}`);
  return { page, file: (path) => files.get(path) };
}

function consoleFile(path: string, body: Uint8Array, contentType: string): ConsoleFile {
  const isText = !/^(image\/png|font\/)/.test(contentType);
  const gzipped = isText && body.length >= gzipFromBytes ? gzipSync(body) : undefined;
  return {
    contentType,
    body,
    ...(gzipped === undefined || gzipped.length >= body.length ? {} : { gzipped }),
    etag: `"${createHash('sha256').update(body).digest('base64url').slice(0, 27)}"`,
    isHashed: path.startsWith('/assets/'),
  };
}
