// A short mark by which equal secrets of one layer or configuration show as equal. It must not help anyone who
// guesses: only secrets that are long and random by their form get one, and each layer has its own salt, so that no
// table made beforehand and no other image says what it stands for.
import { hash } from 'node:crypto';

const markCharacters = 12;

/** `salt`: the digest of the blob that holds the secret. */
export function secretFingerprint(salt: string, secret: string): string {
  return hash('sha256', `harborguard secret\n${salt}\n${secret}`).slice(0, markCharacters);
}
