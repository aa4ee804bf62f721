// All of a list as a file, with the filters of now.

import type { RequestOf } from '@harborguard/client/operation-types.ts';
import { DropdownMenu } from 'radix-ui';
import { useState } from 'react';
import { download } from '../api/call.ts';
import { Icon } from './icon.tsx';
import { MenuContent } from './menu-content.tsx';
import { saveFile } from './save-file.ts';

type ListExport = 'GET /api/images/export' | 'GET /api/findings/export';
type ExportQuery<Name extends ListExport> = Omit<RequestOf<Name>['query'] & object, 'format'>;

const formats = [
  ['csv', 'CSV'],
  ['json', 'JSON'],
] as const;

export function ExportMenu<Name extends ListExport>({
  operation,
  what,
  query,
}: {
  readonly operation: Name;
  /** `images`: the name of the file too. */
  readonly what: string;
  readonly query: ExportQuery<Name>;
}) {
  const [isBusy, setBusy] = useState(false);
  const save = async (format: 'csv' | 'json'): Promise<void> => {
    setBusy(true);
    const request = { query: { ...query, format } } as RequestOf<Name>;
    await saveFile(download(operation, request), `${what}.${format}`);
    setBusy(false);
  };
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger className="button" disabled={isBusy}>
        <Icon name="download" />
        {isBusy ? 'Exporting …' : 'Export'}
      </DropdownMenu.Trigger>
      <MenuContent>
        <DropdownMenu.Label className="menu-label">
          <span className="tiny muted">All {what} the filters let through</span>
        </DropdownMenu.Label>
        {formats.map(([format, words]) => (
          <DropdownMenu.Item key={format} className="menu-item" onSelect={() => void save(format)}>
            {words}
          </DropdownMenu.Item>
        ))}
      </MenuContent>
    </DropdownMenu.Root>
  );
}
