// Which files are Java archives, by name: they are zip files under many names, and few zip files are one.

const suffixes = /\.(?:jar|war|ear|par|jpi|hpi)$/i;

export function isJarPath(path: string): boolean {
  return suffixes.test(path);
}
