// How deep JSON is nested, told from its text: what is nested far deeper than any request exhausts the stack of
// whoever walks through it afterwards.

const [quote, backslash] = [0x22, 0x5c];
const opening: readonly number[] = [0x5b, 0x7b];
const closing: readonly number[] = [0x5d, 0x7d];

/** Text that is no JSON may get either answer; its reader refuses it anyway. */
export function isNestedDeeper(text: string, depthMax: number): boolean {
  let depth = 0;
  let isString = false;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (isString) {
      if (code === backslash) index += 1;
      else if (code === quote) isString = false;
    } else if (code === quote) isString = true;
    else if (opening.includes(code)) {
      depth += 1;
      if (depth > depthMax) return true;
    } else if (closing.includes(code)) depth -= 1;
  }
  return false;
}
