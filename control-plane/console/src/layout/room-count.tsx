// How many things in a room need somebody; nothing where none does.

export function RoomCount({ count = 0 }: { readonly count: number | undefined }) {
  if (count === 0) return null;
  return (
    <span className="rail-count">
      {count}
      <span className="visually-hidden"> need attention</span>
    </span>
  );
}
