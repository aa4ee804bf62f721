// Language runtimes that no package database knows, because they were built or unpacked into the image: at the
// places where official images and installers put them.
import {
  defineDetector,
  type FileReading,
  type FileStream,
  type Findings,
  type ImageFiles,
} from './detector.ts';
import { packageText } from './package-text.ts';
import { binaryRules, nodeVersionHeader, rubyLibrary, textRules } from './runtime-rules.ts';
import { type RuntimeData, RuntimeStream } from './runtime-stream.ts';

/** Headers and release files have some KiB. */
const bytesMax = 256 * 1024;

export const runtimeDetector = defineDetector<RuntimeData>({
  name: 'runtime',
  version: 2,
  namedPaths: [],
  interest(path) {
    const isText = nodeVersionHeader.test(path) || textRules.some((rule) => rule.path.test(path));
    return isText ? { bytesMax } : undefined;
  },
  read: readText,
  stream: streamOf,
  find: findPackages,
});

function findPackages(files: ImageFiles<RuntimeData>): Findings {
  return {
    packages: [...files.all()].map(({ path, data }) => ({
      type: 'generic',
      name: data.name,
      version: data.version,
      location: path,
    })),
  };
}

/** Other files have such names too, so one that tells no version is not worth an issue. */
function readText(path: string, body: Buffer): FileReading<RuntimeData> {
  const text = body.toString('latin1');
  if (nodeVersionHeader.test(path)) return runtime('node', nodeVersion(text));
  const rule = textRules.find((one) => one.path.test(path));
  return runtime(rule?.name ?? '', rule?.version.exec(text)?.[1]);
}

function runtime(name: string, found: string | undefined): FileReading<RuntimeData> {
  const version = packageText(found, 'version');
  return version === undefined ? { kind: 'nothing' } : { kind: 'data', data: { name, version } };
}

function nodeVersion(header: string): string | undefined {
  const [major, minor, patch] = ['MAJOR', 'MINOR', 'PATCH'].map(
    (part) => new RegExp(`^#define\\s+NODE_${part}_VERSION\\s+(\\d+)`, 'm').exec(header)?.[1],
  );
  return major === undefined || minor === undefined || patch === undefined
    ? undefined
    : `${major}.${minor}.${patch}`;
}

function streamOf(path: string): FileStream<RuntimeData> | undefined {
  const ruby = rubyLibrary.exec(path)?.[1];
  if (ruby !== undefined) return { push: () => false, end: () => runtime('ruby', ruby) };
  for (const { name, path: pattern, before, version } of binaryRules) {
    const match = pattern.exec(path);
    if (match !== null) return new RuntimeStream({ name, version, before: before(match[1] ?? '') });
  }
  return undefined;
}
