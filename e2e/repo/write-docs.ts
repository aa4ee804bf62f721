// Writes what is made from the source: tables of the documentation, types of the console's API client.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { operationsPath, operationsText } from './client-operations.ts';
import { writeTables } from './doc-tables.ts';
import { root } from './source-file.ts';

await writeTables();
writeFileSync(join(root, operationsPath), await operationsText());
