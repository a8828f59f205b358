import { createContext, useContext } from "react";
import type { Act, Outcome } from "../acts.ts";
import type { Look } from "../look.ts";

export type Theme = "light" | "dark";

/** An act as the page's parts say it: who does it is known. */
export type Deed = Act extends infer One ? (One extends Act ? Omit<One, "user"> : never) : never;

/** What every part of the page needs: what is seen, in which light, and how to do something about it. */
export interface Scene {
  readonly look: Look;
  readonly theme: Theme;
  act(deed: Deed): Promise<Outcome>;
  openThread(ts: string): void;
}

const Context = createContext<Scene | null>(null);
export const SceneProvider = Context.Provider;

export function useScene(): Scene {
  const scene = useContext(Context);
  if (scene === null) throw new Error("This part stands outside of the scene.");
  return scene;
}
