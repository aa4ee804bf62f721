// The entries of a jar that tell what it is: descriptions of Maven, the manifest, and jars within it.
import { isJarPath } from './jar-path.ts';

const pomPath = /^META-INF\/maven\/[^/]+\/[^/]+\/pom\.properties$/;
const pomDocumentPath = /^META-INF\/maven\/[^/]+\/[^/]+\/pom\.xml$/;
const manifestPath = /^META-INF\/MANIFEST\.MF$/i;

export function isPomPath(name: string): boolean {
  return pomPath.test(name);
}

export function isPomDocumentPath(name: string): boolean {
  return pomDocumentPath.test(name);
}

export function isManifestPath(name: string): boolean {
  return manifestPath.test(name);
}

export function isDescribing(name: string): boolean {
  return isPomPath(name) || isPomDocumentPath(name) || isManifestPath(name) || isJarPath(name);
}
