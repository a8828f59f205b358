import { z } from "zod";

/** The body of POST /v1/merges. */
export const mergeSchema = z.object({
  kind: z.enum(["leads", "opportunities"]),
  from: z.string().min(1).max(200).meta({ description: "The id that is no more." }),
  into: z.string().min(1).max(200).meta({ description: "The id that it was merged into." }),
});
