// Reads what the control plane answered. Whatever registries and people have put in there is text to be looked at:
// characters that turn its direction around, or that nobody sees, are shown as a mark in their place.

/** Controls, separators of lines, and the characters that make text read as something else. */
const unseen = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]/gu;
/** Says cheaply that there may be one: the characters themselves, or what controls are written as. */
const suspicious = /[\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]|\\u00[01]/;
const layout = '\t\n\r';
const mark = '\ufffd';

export function readAnswer(text: string): unknown {
  if (!suspicious.test(text)) return JSON.parse(text);
  return JSON.parse(text, (_, value: unknown) =>
    typeof value === 'string'
      ? value.replace(unseen, (each) => (layout.includes(each) ? each : mark))
      : value,
  );
}
