// The licences that a pom.xml declares for its own project. Nothing else of it is read: what it depends on says nothing
// of what is there. https://maven.apache.org/pom.html#Licenses
import { licenseTexts } from './package-text.ts';

/** The largest seen have 200 KiB; what stands behind is not the project's licence. */
const charactersMax = 1024 * 1024;
const licensesMax = 64;

const entities: Readonly<Record<string, string>> = {
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&apos;': "'",
  '&amp;': '&',
};

/** Their names, or their addresses where they have none. */
export function pomLicenses(text: string): readonly string[] {
  const declared = inside(withoutComments(text.slice(0, charactersMax)), 'licenses') ?? '';
  const found: string[] = [];
  for (const license of declared.split('</license>', licensesMax)) {
    const name = plainText(inside(license, 'name')) || plainText(inside(license, 'url'));
    // A placeholder that nobody filled in.
    if (!name.includes('${')) found.push(name);
  }
  return [...new Set(licenseTexts(found))];
}

function inside(text: string, element: string): string | undefined {
  const start = text.indexOf(`<${element}>`);
  const end = text.indexOf(`</${element}>`, start);
  return start === -1 || end === -1 ? undefined : text.slice(start + element.length + 2, end);
}

function withoutComments(text: string): string {
  const parts: string[] = [];
  let at = 0;
  for (let start = text.indexOf('<!--'); start !== -1; start = text.indexOf('<!--', at)) {
    parts.push(text.slice(at, start));
    const end = text.indexOf('-->', start + 4);
    at = end === -1 ? text.length : end + 3;
  }
  return parts.join('') + text.slice(at);
}

function plainText(text = ''): string {
  return text
    .replace(/<!\[CDATA\[|\]\]>/g, '')
    .replace(/&(?:lt|gt|quot|apos|amp);/g, (entity) => entities[entity] ?? entity)
    .replace(/\s+/g, ' ')
    .trim();
}
