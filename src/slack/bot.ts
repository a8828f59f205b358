import type { App } from "@slack/bolt";
import type { Renderer } from "../charts/render.ts";
import type { Log } from "../log.ts";
import type { Store } from "../store/database.ts";
import type { Sleep } from "../usecases/delivery/slack-calls.ts";
import type { Installations } from "../usecases/installations/installation.ts";
import type { ClientOf } from "./installation.ts";
import type { Answer } from "./request.ts";

/** What every listener works with. */
export interface BotParts {
  readonly store: Store;
  readonly log: Log;
  readonly renderer: Pick<Renderer, "render">;
  readonly installations: Installations;
  /** For work that no request asked for; a listener has the client of its request. */
  readonly clientOf: ClientOf;
  readonly now: () => Date;
  readonly sleep: Sleep;
  /** Answers that are still being made: a stop waits for them. */
  readonly inFlight: Set<Promise<void>>;
}

/** What each file of listeners exports: it registers its one entrance. */
export type Register = (app: App, parts: BotParts, answer: Answer) => void;
