// The whole console with the keyboard alone, as people use it who see it, and as people do who have it read to them.
import { after, before } from 'node:test';
import { noBrowser } from './chromium.ts';
import { testDialogs } from './keyboard/dialogs.ts';
import { testFindings } from './keyboard/findings.ts';
import { type KeyboardWorld, startKeyboardWorld } from './keyboard/keyboard-world.ts';
import { testRegistries } from './keyboard/registries.ts';
import { testSettings } from './keyboard/settings.ts';
import { testWays } from './keyboard/ways.ts';

let world: KeyboardWorld | undefined;

before(async () => {
  if (noBrowser === false) world = await startKeyboardWorld();
});
after(async () => {
  await world?.close();
});

const started = (): KeyboardWorld => {
  if (world === undefined) throw new Error('the world is not there yet');
  return world;
};

testWays(started);
testDialogs(started);
testFindings(started);
testSettings(started);
testRegistries(started);
