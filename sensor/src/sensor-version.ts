// The version of this program, as its package says.
import packageFile from '../package.json' with { type: 'json' };

export const sensorVersion: string = packageFile.version;
