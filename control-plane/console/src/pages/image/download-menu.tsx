// The image as a file: what is in it, and what was found.
import { DropdownMenu } from 'radix-ui';
import { download } from '../../api/call.ts';
import { Icon } from '../../components/icon.tsx';
import { MenuContent } from '../../components/menu-content.tsx';
import { saveFile } from '../../components/save-file.ts';

const sboms = [
  ['cyclonedx', 'SBOM, CycloneDX', 'cdx.json'],
  ['spdx', 'SBOM, SPDX', 'spdx.json'],
] as const;
const reports = [
  ['sarif', 'Findings, SARIF', 'sarif'],
  ['json', 'Findings, JSON', 'json'],
] as const;

export function DownloadMenu({ digest }: { readonly digest: string }) {
  const name = digest.replace(/^sha\d+:/, '').slice(0, 12);
  const save = (blob: Promise<Blob>, extension: string) => saveFile(blob, `${name}.${extension}`);
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger className="button">
        <Icon name="download" />
        Download
      </DropdownMenu.Trigger>
      <MenuContent>
        {sboms.map(([format, words, extension]) => (
          <DropdownMenu.Item
            key={format}
            className="menu-item"
            onSelect={() =>
              void save(
                download('GET /api/images/{digest}/sbom', {
                  params: { digest },
                  query: { format },
                }),
                extension,
              )
            }
          >
            {words}
          </DropdownMenu.Item>
        ))}
        {reports.map(([format, words, extension]) => (
          <DropdownMenu.Item
            key={format}
            className="menu-item"
            onSelect={() =>
              void save(
                download('GET /api/images/{digest}/report', {
                  params: { digest },
                  query: { format },
                }),
                extension,
              )
            }
          >
            {words}
          </DropdownMenu.Item>
        ))}
      </MenuContent>
    </DropdownMenu.Root>
  );
}
