// Puts a text on the clipboard.

/** `near` is in the dialog the text stands in: what is outside of an open one cannot be selected. */
export async function copyText(text: string, near: Element): Promise<void> {
  if (navigator.clipboard !== undefined) return await navigator.clipboard.writeText(text);
  // Browsers lend that clipboard only to pages that came over https or from this machine; the older way works on all.
  const focused = document.activeElement;
  const field = document.createElement('textarea');
  field.className = 'visually-hidden';
  field.value = text;
  near.append(field);
  field.select();
  const isCopied = document.execCommand('copy');
  field.remove();
  if (focused instanceof HTMLElement) focused.focus();
  if (!isCopied) throw new Error('the browser does not let this page copy');
}
