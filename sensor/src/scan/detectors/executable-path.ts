// Where distro packages put programs. Only the content tells whether a file is one; this bounds what is remembered
// of the files that a distro package brought.

const programFolder = /(?:^|\/)(?:s?bin|libexec|games|cli-plugins|pkg\/tool\/[^/]+)\//;
/** Helpers of programs; what has a suffix there is a library or data. */
const helper = /^usr\/lib(?:32|64)?\/(?:[^/]+\/)*[^/.]+$/;

export function isExecutablePath(path: string): boolean {
  return programFolder.test(path) || helper.test(path);
}
