// Writes the client for publishing into control-plane/client/dist.
import { resolve } from 'node:path';
import { buildClient } from './build-client.ts';

const folder = resolve(import.meta.dirname, '../dist');
buildClient(folder);
process.stdout.write(`The client is in ${folder}; npm publish takes it from there.\n`);
