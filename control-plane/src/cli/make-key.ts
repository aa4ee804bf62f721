// `make-key`: prints a well-formed key and stores nothing; for installations that are given their keys at start.
import { mintKeyText } from '@harborguard/shared/protocol/api-key-text.ts';
import type { Command } from './command-context.ts';
import { commandOptions } from './command-options.ts';

export const makeKey: Command = ({ random, terminal }, args) => {
  commandOptions(args, {});
  terminal.print(`${mintKeyText(random)}\n`);
  return Promise.resolve();
};
