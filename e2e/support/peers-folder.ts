// Where the programs we compare with are kept: in the user's cache, so that one build serves every clone.
import { homedir } from 'node:os';
import { join } from 'node:path';

const cache = process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache');

export const peersFolder = join(cache, 'harborguard', 'peers');
export const peerProgramsFolder = join(peersFolder, 'bin');
