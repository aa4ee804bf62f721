// The drawings of the console, all of one pen.
const paths = {
  overview: 'M3 8l5-5 5 5v5H3z',
  registries: 'M2 4h12v3H2zM2 9h12v3H2z',
  images: 'M3 3h10v10H3zM3 8h10',
  findings: 'M8 2l6 11H2zM8 6v3M8 11v.1',
  sensors: 'M8 3v10M4 5v6M12 5v6',
  activity: 'M2 8h3l2-5 2 10 2-5h3',
  policies: 'M8 2l5 2v4c0 3-2 5-5 6-3-1-5-3-5-6V4z',
  settings:
    'M8 5.500a2.500 2.500 0 100 5 2.500 2.500 0 000-5zM8 1.500v2M8 12.500v2M1.500 8h2M12.500 8h2M3.400 3.400l1.400 1.400M11.200 11.200l1.400 1.400M3.400 12.600l1.400-1.400M11.200 4.800l1.400-1.400',
  compare: 'M5 3v10M11 3v10M2 6l3-3 3 3M8 10l3 3 3-3',
  search: 'M7 2.500a4.500 4.500 0 100 9 4.500 4.500 0 000-9zM10.300 10.300L14 14',
  more: 'M3 8h.1M8 8h.1M13 8h.1',
  check: 'M3 8.500l3.500 3.500L13 4.500',
  cross: 'M4 4l8 8M12 4l-8 8',
  copy: 'M5.500 5.500h8v8h-8zM10.500 5.500v-3h-8v8h3',
  back: 'M10 3L5 8l5 5',
  next: 'M6 3l5 5-5 5',
  views: 'M4 2.500h8v11l-4-3-4 3z',
  packages: 'M8 1.800l5.500 3v6.400L8 14.200l-5.500-3V4.800zM2.500 4.800L8 8l5.500-3.200M8 8v6.200',
  swap: 'M2.500 5.500h10M9.500 2.500l3 3-3 3M13.500 10.500h-10M6.500 7.500l-3 3 3 3',
  outside: 'M9 3h4v4M13 3L7.500 8.500M11 9.500V13H3V5h3.500',
  download: 'M8 2v8M4.500 7L8 10.500 11.500 7M3 13.500h10',
} as const;

export type IconName = keyof typeof paths;

export function Icon({ name, size = 16 }: { readonly name: IconName; readonly size?: number }) {
  return (
    <svg
      viewBox="0 0 16 16"
      width={size}
      height={size}
      fill="none"
      stroke="currentColor"
      strokeWidth={name === 'more' ? 2.4 : 1.4}
      strokeLinejoin="round"
      strokeLinecap="round"
      aria-hidden="true"
    >
      <path d={paths[name]} />
    </svg>
  );
}
