import { readFile } from "node:fs/promises";
import path from "node:path";
import { parse } from "yaml";
import { z } from "zod";

const manifest = z.object({ oauth_config: z.object({ scopes: z.object({ bot: z.array(z.string()) }) }) });

/** Gives the bot scopes of manifest.yml: all that the app asks for. */
export async function manifestScopes(): Promise<readonly string[]> {
  const text = await readFile(path.join(import.meta.dirname, "../../manifest.yml"), "utf8");
  return manifest.parse(parse(text)).oauth_config.scopes.bot;
}
