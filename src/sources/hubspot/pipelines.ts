import { z } from "zod";
import type { HubSpotApi } from "./api.ts";
import type { HubSpotConfig } from "./config.ts";

const truth = z.union([z.boolean(), z.string()]).transform((value) => String(value) === "true");
const answer = z.object({
  results: z.array(
    z.object({
      id: z.string(),
      stages: z.array(
        z.object({
          id: z.string(),
          label: z.string(),
          metadata: z.object({ isClosed: truth.optional(), probability: z.string().optional() }).default({}),
        }),
      ),
    }),
  ),
});

/** What a deal's stage means: under way, or closed one way or the other. */
export interface DealStage {
  readonly label: string;
  readonly outcome: "open" | "won" | "lost";
}

/** Gives every pipeline's stages by their ids: closed with certainty is won, closed otherwise is lost. */
export async function dealStages(
  api: HubSpotApi,
  { version }: Pick<HubSpotConfig, "version">,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, DealStage>> {
  const { results } = await api({ method: "GET", path: `/crm/pipelines/${version}/deals` }, answer, signal);
  return new Map(
    results.flatMap(({ stages }) =>
      stages.map(({ id, label, metadata }) => {
        const isWon = Number(metadata.probability) === 1;
        const outcome = metadata.isClosed ? (isWon ? "won" : "lost") : "open";
        return [id, { label, outcome }] as const;
      }),
    ),
  );
}
