// The mark and the name.
export function Brand() {
  return (
    <div className="brand">
      <svg viewBox="0 0 20 20" width="22" height="22" aria-hidden="true">
        <path d="M10 1l7 3v6c0 4.500-3 7.500-7 9-4-1.500-7-4.500-7-9V4z" fill="#2aa3b5" />
        <path
          d="M10 5v9M6.500 11.500c1 2 5.500 2 7 0M8 7h4"
          stroke="#06222a"
          strokeWidth="1.5"
          fill="none"
          strokeLinecap="round"
        />
      </svg>
      HarborGuard
    </div>
  );
}
