import type { Act, Outcome } from "../acts.ts";
import type { Look, Whereabouts } from "../look.ts";

/** Asks what one person sees now. */
export async function fetchLook({ user, room, thread }: Whereabouts): Promise<Look> {
  const asked = new URLSearchParams({ user, room, ...(thread === null ? {} : { thread }) });
  const response = await fetch(`/api/look?${asked}`);
  if (!response.ok) throw new Error(await response.text());
  return response.json();
}

/** Does something in somebody's name; never throws, since a person reads the outcome. */
export async function sendAct(act: Act): Promise<Outcome> {
  try {
    const response = await fetch("/api/act", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(act),
    });
    if (!response.ok) return { ok: false, error: await response.text() };
    return await response.json();
  } catch {
    return { ok: false, error: "Concord is not running any more. Start it again, then reload this page." };
  }
}

/** Calls `changed` whenever somebody could see something new; gives the way to stop. */
export function watchChanges(changed: () => void): () => void {
  const source = new EventSource("/api/changes");
  source.onmessage = changed;
  source.onopen = changed;
  return () => source.close();
}
