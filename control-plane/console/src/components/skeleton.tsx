// The shape of what is coming, as tall as it will be.
export function Skeleton({
  lines = 3,
  label = 'Loading …',
}: {
  readonly lines?: number;
  readonly label?: string;
}) {
  return (
    <div className="stack panel-body" role="status">
      <span className="visually-hidden">{label}</span>
      {Array.from({ length: lines }, (_, line) => `line ${line}`).map((line) => (
        <span key={line} className="skeleton" />
      ))}
    </div>
  );
}
