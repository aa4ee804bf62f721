// Which files of a layer are searched for secrets. Not what packages brought: their test data is full of keys that
// are no secrets, and it is most of an image.
import { isPasswordFile } from './password-files.ts';

/** Larger files are dumps and bundles; reading them all would cost more than reading the layer. */
export const searchedBytesMax = 1024 * 1024;

const packageFolder =
  /^(?:usr\/(?:share|include|libexec|lib(?:32|64|x32)?|src|local\/(?:lib|share|include))|lib(?:32|64|x32)?|var\/(?:lib\/(?:dpkg|apt|rpm|pacman|db)|cache)|proc|sys)\/|(?:^|\/)(?:node_modules|site-packages|dist-packages|gems|vendor\/bundle|\.cargo\/registry|go\/pkg\/mod|\.m2\/repository|\.git\/objects|testdata)\//;

/** What holds no text that people write. */
const binaryEnding =
  /\.(?:jpe?g|png|gif|ico|webp|woff2?|ttf|eot|mp[34]|wav|pdf|zip|gz|tgz|xz|bz2|zst|7z|jar|war|ear|class|pyc|so|a|o|wasm|map|min\.js|css|svg)$/i;

/** Files of `usr/local/lib` and the like belong to packages, unless their name says that they hold a password. */
export function isSearchedPath(path: string, sizeBytes: number): boolean {
  if (sizeBytes === 0 || sizeBytes > searchedBytesMax) return false;
  return isPasswordFile(path) || !(packageFolder.test(path) || binaryEnding.test(path));
}
