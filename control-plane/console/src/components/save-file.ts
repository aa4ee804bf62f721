// Hands a file to the browser to keep.
import { after } from '../time/browser-clock.ts';
import { failureWords } from './failure-words.ts';
import { sayToast } from './toast-store.ts';

/** The browser reads the file after the click; then its memory is given back. */
const releaseMs = 30_000;

export async function saveFile(content: Promise<Blob>, name: string): Promise<void> {
  try {
    const address = URL.createObjectURL(await content);
    const link = document.createElement('a');
    link.href = address;
    link.download = name;
    link.click();
    after(releaseMs, () => URL.revokeObjectURL(address));
  } catch (error) {
    sayToast(`The file could not be made. ${failureWords(error)}`, 'bad');
  }
}
