// Tabs whose choice lives in the address.
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
  return (
    <nav className="tabs" aria-label={label}>
      {tabs.map(([value, words]) => (
        <button
          key={value}
          type="button"
          className="tab"
          aria-current={value === chosen ? 'page' : undefined}
          onClick={() => onChoose(value)}
        >
          {words}
        </button>
      ))}
    </nav>
  );
}
