// E-mail addresses as names of accounts: compared in lower case, checked only for what would be a slip of typing.

export const emailLengthMax = 254;
export const emailPattern = '^[^\\s@<>"(),;:]{1,64}@[^\\s@<>"(),;:]{1,189}$';

export function normalisedEmail(text: string): string {
  return text.normalize('NFKC').trim().toLowerCase();
}
