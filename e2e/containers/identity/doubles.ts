// Runs in a container that stands for the network around a pod or a machine: the names of a cloud over TLS, its metadata
// services at their link-local addresses, a registry with one image, and the way to the control plane.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { startAwsDoubles } from './aws-doubles.ts';
import { startAzureDoubles } from './azure-doubles.ts';
import {
  type CloudDoubles,
  type CloudState,
  controlPort,
  type DoublesConfig,
} from './cloud-doubles.ts';
import { startGoogleDoubles } from './google-doubles.ts';
import { startNamesFront } from './names-front.ts';

const starts: Readonly<
  Record<DoublesConfig['cloud'], (config: DoublesConfig) => Promise<CloudDoubles>>
> = {
  aws: startAwsDoubles,
  azure: startAzureDoubles,
  google: startGoogleDoubles,
};

const config = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as DoublesConfig;
const doubles = await starts[config.cloud](config);
const asked = await startNamesFront({
  tls: config.tls,
  machine: doubles.machine,
  names: { ...doubles.names, 'harborguard.example.com': config.controlPlane },
});

/** The test outside changes what the cloud grants, and asks what was asked. */
createServer((request, response) => {
  if (request.method === 'GET') {
    response.end(JSON.stringify([...asked]));
    return;
  }
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    doubles.set(JSON.parse(Buffer.concat(chunks).toString()) as CloudState);
    asked.clear();
    response.end();
  });
}).listen(controlPort);
