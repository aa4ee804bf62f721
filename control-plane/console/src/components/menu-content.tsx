// What a menu shows once it is open. It is drawn within the page, not beside it, for those who go from landmark to
// landmark.
import { DropdownMenu } from 'radix-ui';
import { type ComponentProps, useEffect, useState } from 'react';

export function MenuContent(props: Omit<ComponentProps<typeof DropdownMenu.Content>, 'className'>) {
  const [page, setPage] = useState<HTMLElement | null>(null);
  useEffect(() => setPage(document.querySelector('main')), []);
  return (
    <DropdownMenu.Portal container={page}>
      <DropdownMenu.Content align="end" sideOffset={6} {...props} className="menu" />
    </DropdownMenu.Portal>
  );
}
