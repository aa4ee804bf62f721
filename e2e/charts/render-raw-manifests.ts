// `npm run kubernetes:render`: writes deploy/kubernetes anew.
import { writeFileSync } from 'node:fs';
import { rawManifests, renderRaw } from './raw-manifests.ts';

for (const { chart, path } of rawManifests) writeFileSync(path, await renderRaw(chart));
