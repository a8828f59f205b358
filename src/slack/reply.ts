import { RespondError, type RespondFn } from "@slack/bolt";
import type { WebClient } from "@slack/web-api";
import type { Message } from "../messages/blocks.ts";
import type { Locale } from "../messages/numbers.ts";
import { outcomeOf, type Sleep, untilAnswered } from "../usecases/delivery/slack-calls.ts";

/** Brings one message to whoever asked; the language is for what stands around it. */
export type Reply = (message: Message, locale: Locale) => Promise<void>;

/** Answers to a `response_url`; only the asker sees it. */
export function replyPrivately(respond: RespondFn): Reply {
  return respondWith(respond, false);
}

/** Answers in the place of the private message that a menu was used in. */
export function replaceInPlace(respond: RespondFn): Reply {
  return respondWith(respond, true);
}

function respondWith(respond: RespondFn, replace: boolean): Reply {
  return (message) =>
    firstTaken(message, async ({ text, blocks }) => {
      try {
        await respond({
          response_type: "ephemeral",
          replace_original: replace,
          text,
          blocks: [...blocks],
        });
        return true;
      } catch (error) {
        if (error instanceof RespondError && isDislike(error.statusCode)) return false;
        throw error;
      }
    });
}

export interface Place {
  readonly channelId: string;
  readonly userId: string;
  readonly threadTs?: string;
}

/** Answers in a channel where the bot is a member; only the asker sees it. */
export function replyInChannel(
  client: WebClient,
  { channelId: channel, userId: user, threadTs }: Place,
  sleep: Sleep,
): Reply {
  return (message) =>
    firstTaken(message, async ({ text, blocks }) => {
      const thread = threadTs === undefined ? {} : { thread_ts: threadTs };
      const outcome = await untilAnswered(
        () => client.chat.postEphemeral({ channel, user, text, blocks: [...blocks], ...thread }),
        sleep,
      );
      if (outcome.kind === "ok") return true;
      if (outcome.error.startsWith("invalid_blocks")) return false;
      throw new Error(`chat.postEphemeral: ${outcome.error}`);
    });
}

/** Answers in a thread, for all who read it. */
export function replyInThread(
  client: WebClient,
  { channelId: channel, threadTs }: Required<Pick<Place, "channelId" | "threadTs">>,
  sleep: Sleep,
): Reply {
  return (message) =>
    firstTaken(message, async ({ text, blocks }) => {
      const post = () =>
        outcomeOf(() =>
          client.chat.postMessage({
            channel,
            thread_ts: threadTs,
            text,
            blocks: [...blocks],
            unfurl_links: false,
            unfurl_media: false,
          }),
        );
      let outcome = await post();
      if (outcome.kind === "limited") {
        await sleep(outcome.retryAfter * 1000);
        outcome = await post();
      }
      if (outcome.kind === "ok") return true;
      if (outcome.kind === "refused" && outcome.error.startsWith("invalid_blocks")) return false;
      // After a doubtful call the answer may stand there: a second one would be worse than none.
      throw new Error(`chat.postMessage: ${outcome.kind === "refused" ? outcome.error : outcome.kind}`);
    });
}

/**
 * Offers the message, then without Slack's native charts, which not every workspace takes yet, then its words alone:
 * `text` says everything that the blocks say.
 */
async function firstTaken(message: Message, offer: (message: Message) => Promise<boolean>): Promise<void> {
  const withoutCharts = message.blocks.filter(({ type }) => type !== "data_visualization");
  const offers: readonly Message[] = [
    message,
    ...(withoutCharts.length < message.blocks.length ? [{ ...message, blocks: withoutCharts }] : []),
    { ...message, blocks: [] },
  ];
  for (const each of offers) if (await offer(each)) return;
  throw new Error("Slack took no form of the answer");
}

/** An expired address and a rate limit are not about the message. */
function isDislike(status: number): boolean {
  return status >= 400 && status < 500 && ![404, 408, 410, 429].includes(status);
}
