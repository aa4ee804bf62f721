// The two text formats that say what a jar is: pom.properties, which Maven writes, and the manifest every jar has.
// https://docs.oracle.com/en/java/javase/21/docs/specs/jar/jar.html

export type TextFields = ReadonlyMap<string, string>;

/** Enough for both; manifests of signed jars go on with a digest for every file. */
const headLinesMax = 2000;

/** The first section. Names are lower-cased, as they are to be compared. */
export function readManifest(text: string): TextFields {
  const fields = new Map<string, string>();
  let last: string | undefined;
  for (const line of text.split(/\r\n|\n|\r/, headLinesMax)) {
    if (line === '') break;
    if (line.startsWith(' ')) {
      if (last !== undefined) fields.set(last, (fields.get(last) ?? '') + line.slice(1));
      continue;
    }
    const colon = line.indexOf(':');
    last = colon < 1 ? undefined : line.slice(0, colon).toLowerCase();
    if (last !== undefined) fields.set(last, line.slice(colon + 1).trimStart());
  }
  return fields;
}

/** Names and values apart by `=` or `:`; what else the format allows, Maven does not write. */
export function readProperties(text: string): TextFields {
  const fields = new Map<string, string>();
  for (const line of text.split(/\r\n|\n|\r/, headLinesMax)) {
    const match = /^\s*([^#!\s=:][^\s=:]*)\s*[=:]\s*(.*?)\s*$/.exec(line);
    if (match !== null) fields.set(match[1] ?? '', match[2] ?? '');
  }
  return fields;
}
