// Ruby gems by the specification that RubyGems writes for each installed one. It is a Ruby program; it is read as
// text and never run, which works because RubyGems always writes the same form.
import { baseName } from '../layer-path.ts';
import { defineDetector, type FileReading } from './detector.ts';
import { findListed, type ListedPackage } from './listed-packages.ts';
import { isGemManifestPath } from './manifest-paths.ts';
import { licenseTexts, packageText } from './package-text.ts';

interface RubyData {
  readonly name: string;
  readonly version: string;
  /** Absent for gems without compiled code. */
  readonly platform?: string;
  readonly licenses: readonly string[];
}

/** A line for each of its files in old ones. */
const bytesMax = 1024 * 1024;

/** The specification of a gem whose platform is every Ruby. */
const anyPlatform = 'ruby';

/** The comment that lets RubyGems read the essentials without running the rest. */
const stubLine = /^# stub: (\S+) (\S+) (\S+) /m;

const nameAssignment = assignmentOf('name');
const versionAssignment = assignmentOf('version');
const platformAssignment = assignmentOf('platform');
const licenseAssignment = /^[ \t]*s\.licenses?[ \t]*=[ \t]*(.*)$/m;
const quotedText = /"([^"\n]*)"|'([^'\n]*)'/g;

export const rubyDetector = defineDetector<RubyData>({
  name: 'ruby',
  version: 1,
  namedPaths: [],
  interest: (path) => (isGemManifestPath(path) ? { bytesMax } : undefined),
  read: (path, body) => readSpecification(path, body.toString('utf8')),
  find: (files) => findListed('gem', files, listedGem),
});

function listedGem({ platform, ...gem }: RubyData): readonly ListedPackage[] {
  return [{ ...gem, ...(platform === undefined ? {} : { architecture: platform }) }];
}

function readSpecification(path: string, text: string): FileReading<RubyData> {
  const stub = stubLine.exec(text);
  const name = packageText(stub?.[1] ?? assigned(nameAssignment, text), 'name');
  const version = packageText(stub?.[2] ?? assigned(versionAssignment, text), 'version');
  if (name === undefined || version === undefined || !/^\d/.test(version)) {
    return isInstalled(path)
      ? { kind: 'invalid', reason: 'no name and version' }
      : { kind: 'nothing' };
  }
  const platform = packageText(stub?.[3] ?? assigned(platformAssignment, text), 'architecture');
  const licenses = licensesOf(text);
  const isPure = platform === undefined || platform === anyPlatform;
  return {
    kind: 'data',
    data: { name, version, licenses, ...(isPure ? {} : { platform }) },
  };
}

/** RubyGems names the file after the gem and its version; sources of gems have others. */
function isInstalled(path: string): boolean {
  return /-\d/.test(baseName(path));
}

/** Before stubs, versions and platforms were written as objects of RubyGems. */
function assignmentOf(field: string): RegExp {
  const wrapper = String.raw`(?:Gem::[A-Za-z]+\.new[( \t]+)?`;
  const text = String.raw`(?:%q\{([^}\n]*)\}|"([^"\n]*)"|'([^'\n]*)')`;
  return new RegExp(String.raw`^[ \t]*s\.${field}[ \t]*=[ \t]*${wrapper}${text}`, 'm');
}

function assigned(pattern: RegExp, text: string): string | undefined {
  const match = pattern.exec(text);
  return match?.[1] ?? match?.[2] ?? match?.[3];
}

function licensesOf(text: string): readonly string[] {
  const written = licenseAssignment.exec(text)?.[1] ?? '';
  return licenseTexts([...written.matchAll(quotedText)].map((match) => match[1] ?? match[2]));
}
