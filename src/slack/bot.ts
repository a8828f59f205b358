import type { App } from "@slack/bolt";
import type { Renderer } from "../charts/render.ts";
import type { Log } from "../log.ts";
import type { Store } from "../store/database.ts";
import type { Sleep } from "../usecases/delivery/slack-calls.ts";
import type { Answer } from "./request.ts";

/** Who the app is in its Slack team. */
export interface BotIdentity {
  readonly teamId: string;
  readonly teamName: string;
  readonly botId: string;
  readonly botUserId: string;
}

/** What every listener works with. */
export interface BotParts {
  readonly store: Store;
  readonly log: Log;
  readonly renderer: Pick<Renderer, "render">;
  readonly identity: BotIdentity;
  readonly now: () => Date;
  readonly sleep: Sleep;
  /** Answers that are still being made: a stop waits for them. */
  readonly inFlight: Set<Promise<void>>;
}

/** What each file of listeners exports: it registers its one entrance. */
export type Register = (app: App, parts: BotParts, answer: Answer) => void;
