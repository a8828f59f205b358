const dateOf = (ts: string) => new Date(Number(ts) * 1000);

/** `09:00`, as the reader's browser writes it. */
export const clockTime = (ts: string) =>
  dateOf(ts).toLocaleTimeString(undefined, { hour: "2-digit", minute: "2-digit" });

/** `Monday, 23 November`, for the line between days. */
export const dayName = (ts: string) =>
  dateOf(ts).toLocaleDateString(undefined, { weekday: "long", day: "numeric", month: "long" });

export const machineTime = (ts: string) => dateOf(ts).toISOString();
