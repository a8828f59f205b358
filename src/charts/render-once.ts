import { createHash } from "node:crypto";
import type { Renderer } from "./render.ts";

/** PNG bytes that are kept at most: a few hundred charts. */
const mostBytes = 48 * 1024 * 1024;

/**
 * Gives a renderer that draws a chart once, however many channels it goes to: what was drawn last is kept, by the
 * content of the request, and whoever asks meanwhile waits for the same drawing.
 */
export function renderOnce(
  renderer: Pick<Renderer, "render">,
  most: number = mostBytes,
): Pick<Renderer, "render"> {
  const kept = new Map<string, Uint8Array>();
  const drawing = new Map<string, Promise<Uint8Array>>();
  let bytes = 0;

  const keep = (key: string, png: Uint8Array) => {
    kept.set(key, png);
    bytes += png.byteLength;
    for (const [oldest, { byteLength }] of kept) {
      if (bytes <= most) return;
      kept.delete(oldest);
      bytes -= byteLength;
    }
  };

  return {
    render: async (request) => {
      const key = createHash("sha256").update(JSON.stringify(request)).digest("base64");
      const known = kept.get(key);
      if (known) {
        // The newest used is the last to go.
        kept.delete(key);
        kept.set(key, known);
        return known;
      }
      const begun = drawing.get(key);
      if (begun) return begun;
      const drawn = renderer.render(request);
      drawing.set(key, drawn);
      try {
        const png = await drawn;
        keep(key, png);
        return png;
      } finally {
        drawing.delete(key);
      }
    },
  };
}
