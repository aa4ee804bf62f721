// Tabs whose choice lives in the address. Where they are wider than the screen, the chosen one is brought into sight.
import { useEffect, useRef } from 'react';

export function TabLinks({
  label,
  chosen,
  tabs,
  onChoose,
}: {
  readonly label: string;
  readonly chosen: string;
  readonly tabs: readonly (readonly [value: string, words: string])[];
  readonly onChoose: (value: string) => void;
}) {
  const bar = useRef<HTMLElement>(null);
  useEffect(() => bringIntoSight(bar.current, chosen), [chosen]);
  return (
    <nav ref={bar} className="tabs" aria-label={label}>
      {tabs.map(([value, words]) => (
        <button
          key={value}
          type="button"
          className="tab"
          data-tab={value}
          aria-current={value === chosen ? 'page' : undefined}
          onClick={() => onChoose(value)}
        >
          {words}
        </button>
      ))}
    </nav>
  );
}

/** Only the bar moves: the page stays where it is. */
function bringIntoSight(bar: HTMLElement | null, chosen: string): void {
  const tab = bar?.querySelector<HTMLElement>(`[data-tab="${CSS.escape(chosen)}"]`);
  if (bar === null || tab === null || tab === undefined) return;
  bar.scrollLeft = tab.offsetLeft - bar.offsetLeft - (bar.clientWidth - tab.offsetWidth) / 2;
}
