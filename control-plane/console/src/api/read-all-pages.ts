// Every row of a list that is short enough to be held whole: registries, sensors.

/** With 200 rows a page five thousand rows: more than anybody looks at, and no endless asking. */
const pagesMax = 25;

interface Page<Row> {
  readonly data: readonly Row[];
  readonly meta: { readonly hasNext: boolean };
}

export async function readAllPages<Row>(
  ask: (page: number) => Promise<Page<Row>>,
): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for (let page = 1; page <= pagesMax; page += 1) {
    const { data, meta } = await ask(page);
    rows.push(...data);
    if (!meta.hasNext) break;
  }
  return rows;
}
