// What a password has to be: long, and nothing that is guessed first. No rules about kinds of characters, which make
// passwords worse.

const lengthMin = 12;
/** Far beyond any passphrase; hashing starts with the whole text. */
export const passwordLengthMax = 256;
const distinctMin = 5;
/** Parts of an address shorter than this are found in too many good passwords. */
const addressPartMin = 5;

/** Of the lists of leaked passwords, those that are long enough to get this far, without digits and marks at the end. */
const commonStems: readonly string[] = [
  'password',
  'passwordpassword',
  'passw0rd',
  'p@ssword',
  'p@ssw0rd',
  'qwertyuiop',
  'qwertyuiopasdf',
  'asdfghjkl',
  'zxcvbnm',
  'qazwsxedc',
  'qazwsxedcrfv',
  'iloveyou',
  'letmein',
  'letmeinplease',
  'welcome',
  'welcometo',
  'changeme',
  'changemenow',
  'changemeplease',
  'administrator',
  'adminadmin',
  'adminadminadmin',
  'rootroot',
  'rootrootroot',
  'superuser',
  'superman',
  'spiderman',
  'football',
  'baseball',
  'basketball',
  'princess',
  'sunshine',
  'whatever',
  'trustno',
  'startrek',
  'starwars',
  'correcthorsebatterystaple',
  'harborguard',
  'harborguardharborguard',
  'secret',
  'secretsecret',
  'default',
  'temporary',
  'thisisapassword',
  'mypassword',
  'newpassword',
  'testtesttest',
  'abcdefghijkl',
  'abcdefghijklmnop',
  'alphabetagamma',
];

const sequences = ['0123456789012345678901234567890', 'abcdefghijklmnopqrstuvwxyz'] as const;

/** The rule it breaks, in words for the one who typed it. */
export function passwordProblem(password: string, email: string): string | undefined {
  const text = password.normalize('NFKC');
  const lower = text.toLowerCase();
  if ([...text].length < lengthMin) return `must have at least ${lengthMin} characters`;
  if (text.length > passwordLengthMax) return `must have at most ${passwordLengthMax} characters`;
  if (new Set(lower).size < distinctMin)
    return `must have at least ${distinctMin} different characters`;
  if (holdsAddress(lower, email)) return 'must not hold the e-mail address';
  if (isCommon(lower)) return 'is one of the passwords that are guessed first';
  return undefined;
}

function holdsAddress(password: string, email: string): boolean {
  const [name = '', host = ''] = email.toLowerCase().split('@');
  const parts = [name, host.split('.')[0] ?? ''].filter((part) => part.length >= addressPartMin);
  return parts.some((part) => password.includes(part) && password.length - part.length < lengthMin);
}

function isCommon(password: string): boolean {
  const stem = password.replace(/[^a-z@]+$/, '').replace(/^[^a-z@]+/, '');
  if (commonStems.includes(stem) || commonStems.includes(stem.replaceAll('0', 'o'))) return true;
  return sequences.some((sequence) => {
    const backwards = [...sequence].toReversed().join('');
    return sequence.includes(password) || backwards.includes(password);
  });
}
