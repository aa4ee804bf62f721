// One spelling for a package, so that what an image holds and what an advisory names meet. Used on both sides.

/** The ecosystem may carry a release; distros and most registries tell upper case from lower case. */
export function normalisePackageName(ecosystem: string, name: string): string {
  if (ecosystem === 'PyPI') return name.toLowerCase().replace(/[-_.]+/g, '-');
  if (ecosystem === 'NuGet' || ecosystem === 'Packagist') return name.toLowerCase();
  return name;
}
