/** Drawn here, since the page's font has no such signs. */
const shapes = {
  close: "M5 5l14 14M19 5L5 19",
  menu: "M4 7h16M4 12h16M4 17h16",
  send: "M4 12l16-8-6 16-3-7-7-1z",
  sun: "M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM12 2v3M12 19v3M2 12h3M19 12h3M5 5l2 2M17 17l2 2M19 5l-2 2M7 17l-2 2",
  moon: "M20 14.5A8.5 8.5 0 0 1 9.5 4a8.5 8.5 0 1 0 10.5 10.5z",
  more: "M12 5.5v.01M12 12v.01M12 18.5v.01",
  eye: "M2 12s4-7 10-7 10 7 10 7-4 7-10 7S2 12 2 12zM12 9a3 3 0 1 0 0 6 3 3 0 0 0 0-6z",
} as const;

/** A sign beside, or instead of, words that say the same: it is hidden from screen readers. */
export function Icon({ shape, size = 18 }: { readonly shape: keyof typeof shapes; readonly size?: number }) {
  return (
    <svg
      aria-hidden="true"
      className="icon-shape"
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth={1.8}
      strokeLinecap="round"
      strokeLinejoin="round"
    >
      <path d={shapes[shape]} />
    </svg>
  );
}
