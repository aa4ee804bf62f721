// Values as they come from SQLite too: numbers for every kind of integer, sums included, and 0 or 1 for truth.
import pg from 'pg';

const { builtins } = pg.types;

/** Times in milliseconds, sizes and counts stay far below 2^53. */
const numbers: ReadonlySet<number> = new Set([builtins.INT8, builtins.NUMERIC]);

export const valueTypes: pg.CustomTypesConfig = {
  getTypeParser: (id: number, format?: 'text' | 'binary') => {
    if (numbers.has(id)) return Number;
    if (id === builtins.BOOL) return (text: string) => (text === 't' ? 1 : 0);
    return pg.types.getTypeParser(id, format as 'text');
  },
};
