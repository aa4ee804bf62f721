// What a text on the command line names: an image in a registry, or a file or folder that holds one. It looks at the
// text only, never at the disk, so that a folder that happens to be there changes nothing.

export const archiveForms = ['oci-layout', 'oci-archive', 'docker-archive', 'any'] as const;
export type ArchiveForm = (typeof archiveForms)[number];

export type ImageSourceText =
  | { readonly kind: 'registry'; readonly reference: string }
  | { readonly kind: 'archive'; readonly form: ArchiveForm; readonly path: string };

export function imageSourceText(text: string): ImageSourceText {
  for (const form of archiveForms) {
    if (form !== 'any' && text.startsWith(`${form}:`)) {
      return { kind: 'archive', form, path: text.slice(form.length + 1) };
    }
  }
  const isPath = /^(?:\/|\.\.?(?:\/|$))/.test(text) || /\.tar$/.test(text);
  return isPath
    ? { kind: 'archive', form: 'any', path: text }
    : { kind: 'registry', reference: text };
}
