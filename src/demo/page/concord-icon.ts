/** Concord's sign: two rings, interlocked. */
export const concordIcon = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 36 36" width="36" height="36">
<rect width="36" height="36" rx="8" fill="#1d1c21"/>
<g fill="none" stroke-width="3"><circle cx="14" cy="18" r="6.5" stroke="#4f9cf0"/>
<circle cx="22" cy="18" r="6.5" stroke="#f2935c"/><path d="M14 11.5a6.5 6.5 0 0 1 6.5 6.5" stroke="#4f9cf0"/></g>
</svg>`;
