/** How many calls HubSpot takes; zero: as many as come. */
export interface HubSpotLimits {
  readonly tenSecondly: number;
  readonly searchSecondly: number;
}

/** Gives whether a call is let through, by windows that begin with their first call. */
export function limiter(limits: HubSpotLimits, now: () => number) {
  const windows = new Map<string, { start: number; count: number }>();
  const over = (name: string, span: number, most: number): boolean => {
    if (most === 0) return false;
    const at = now();
    const window = windows.get(name);
    if (!window || at - window.start >= span) {
      windows.set(name, { start: at, count: 1 });
      return false;
    }
    window.count += 1;
    return window.count > most;
  };
  return (isSearch: boolean): "TEN_SECONDLY_ROLLING" | "SECONDLY" | null => {
    if (isSearch && over("search", 1000, limits.searchSecondly)) return "SECONDLY";
    return over("all", 10_000, limits.tenSecondly) ? "TEN_SECONDLY_ROLLING" : null;
  };
}
