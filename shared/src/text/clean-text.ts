// Text supplied by a registry or an image, made fit to store and show: no control characters, bounded length.
// It is not an escaper: whoever renders the text still escapes it for the place it goes to.

// C0 and C1 controls, the line separators, and the bidirectional overrides that make text read as something else.
const unwanted = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]+/gu;

/** `maxLength` counts UTF-16 units; a surrogate pair is never cut in two. */
export function cleanText(text: string, maxLength: number): string {
  // Cutting first bounds the work; the margin keeps the result full when some characters go.
  const cleaned = text
    .slice(0, maxLength * 2)
    .replace(unwanted, ' ')
    .toWellFormed()
    .trim();
  return cleaned.length <= maxLength ? cleaned : cutWhole(cleaned, maxLength);
}

function cutWhole(text: string, maxLength: number): string {
  const cut = text.slice(0, maxLength);
  return cut.isWellFormed() ? cut : cut.slice(0, -1);
}
