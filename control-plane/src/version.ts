// The version of the control plane, as its package says.
import packageFile from '../package.json' with { type: 'json' };

export const version: string = packageFile.version;
