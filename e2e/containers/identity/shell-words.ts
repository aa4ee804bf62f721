// Splits a block of shell commands into their words, as far as the documentation uses the shell: quotes, line
// continuations and comments; substitutions stay as they are written.

export function shellWords(block: string): readonly (readonly string[])[] {
  const commands: string[][] = [];
  let words: string[] = [];
  for (const [token] of block.matchAll(tokens)) {
    if (token === '\n') {
      commands.push(words);
      words = [];
    } else if (!/^(?:\\\n|[ \t]+|#.*)$/.test(token)) {
      words.push(unquoted(token));
    }
  }
  commands.push(words);
  return commands.filter((command) => command.length > 0);
}

/** A line continuation, white space, the end of a command, a comment, or a word of quoted and plain parts. */
const tokens = /\\\n|[ \t]+|\n|#[^\n]*|(?:'[^']*'|"[^"]*"|\\.|[^\s'"\\])+/g;

function unquoted(word: string): string {
  return word.replace(/'([^']*)'|"([^"]*)"|\\(.)/g, (_, single, double, plain) =>
    String(single ?? double ?? plain),
  );
}
