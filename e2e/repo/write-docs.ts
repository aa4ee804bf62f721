// Writes the tables of the documentation that are made from the source.
import { writeTables } from './doc-tables.ts';

await writeTables();
