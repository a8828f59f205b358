import { z } from "zod";
import { factKinds } from "../../funnel/facts.ts";
import { rowSchemas, schemaName } from "../../sources/json-rows.ts";
import { removableKinds } from "../../sources/source.ts";
import { bodyBounds } from "./body.ts";
import { mergeSchema } from "./merge-schema.ts";

const rejectedRow = z.object({
  row: z.int().meta({ description: "Its place in the body, counted from 0." }),
  column: z.string().nullable().meta({ description: "The field that is wrong; null: the whole row." }),
  reason: z.string(),
});

const factsAnswer = z.object({
  kind: z.enum(factKinds),
  read: z.int(),
  inserted: z.int(),
  updated: z.int(),
  unchanged: z.int().meta({ description: "Stored already, or older than what is stored." }),
  rejected: z
    .array(rejectedRow)
    .meta({ description: "At most the first 1,000; the other rows were stored." }),
  rejectedCount: z.int(),
  ignored: z
    .array(z.string())
    .meta({ description: "Names in the rows that no field has. They are not stored." }),
});

const refusal = z.object({
  error: z.string().meta({ description: "Stable, for programs." }),
  what: z.string().meta({ description: "For people: what is wrong and what to do." }),
});

/** Gives the OpenAPI 3.1 document of the routes under /v1, made from the schemas that check them. */
export function openApiDocument(): object {
  return {
    openapi: "3.1.0",
    info: {
      title: "Concord facts",
      version: "1.0.0",
      license: { name: "MIT", identifier: "MIT" },
      description:
        "Sends facts to a Concord workspace: an idempotent upsert by id. Good rows are stored, each bad one is answered with its reason. No names, e-mail addresses or phone numbers: ids are enough.",
    },
    servers: [{ url: "/" }],
    security: [{ token: [] }],
    paths: {
      ...Object.fromEntries(factKinds.map((kind) => [`/v1/facts/${kind}`, { post: postFacts(kind) }])),
      ...Object.fromEntries(
        removableKinds.map((kind) => [`/v1/facts/${kind}/{id}`, { delete: deleteFact(kind) }]),
      ),
      "/v1/merges": { post: postMerge },
    },
    components: {
      securitySchemes: {
        token: { type: "http", scheme: "bearer", description: "Made with: concord token add NAME" },
      },
      schemas: {
        ...Object.fromEntries(factKinds.map((kind) => [schemaName(kind), schemaOf(rowSchemas[kind])])),
        FactsAnswer: schemaOf(factsAnswer),
        Merge: schemaOf(mergeSchema),
        Refusal: schemaOf(refusal),
      },
      responses: {
        Refusal: json("Nothing was stored.", { $ref: "#/components/schemas/Refusal" }),
        TooManyRequests: {
          ...json("Too many requests, or too many at once.", { $ref: "#/components/schemas/Refusal" }),
          headers: { "Retry-After": { schema: { type: "integer" }, description: "Seconds to wait." } },
        },
      },
    },
  };
}

function schemaOf(schema: z.ZodType): object {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io: "input" }) as Record<string, unknown>;
  return rest;
}

function json(description: string, schema: object): object {
  return { description, content: { "application/json": { schema } } };
}

const refusals = {
  "400": { $ref: "#/components/responses/Refusal" },
  "401": { $ref: "#/components/responses/Refusal" },
  "413": { $ref: "#/components/responses/Refusal" },
  "415": { $ref: "#/components/responses/Refusal" },
  "422": { $ref: "#/components/responses/Refusal" },
  "429": { $ref: "#/components/responses/TooManyRequests" },
};

function postFacts(kind: (typeof factKinds)[number]): object {
  const row = { $ref: `#/components/schemas/${schemaName(kind)}` };
  return {
    operationId: `post-${kind}`,
    summary: `Store ${kind}`,
    parameters: [
      {
        name: "Idempotency-Key",
        in: "header",
        required: false,
        schema: { type: "string", maxLength: 200 },
        description:
          "A request that is sent again with the same key and body is answered as the first was. Kept for two days.",
      },
      {
        name: "Content-Encoding",
        in: "header",
        required: false,
        schema: { type: "string", enum: ["gzip", "identity"] },
      },
    ],
    requestBody: {
      required: true,
      description: `At most ${bodyBounds.rows} rows, ${bodyBounds.travelling} bytes as they travel and ${bodyBounds.unpacked} unpacked.`,
      content: {
        "application/json": {
          schema: { oneOf: [row, { type: "array", items: row, maxItems: bodyBounds.rows }] },
        },
        "application/x-ndjson": { schema: { type: "string", description: "One JSON object a line." } },
      },
    },
    responses: {
      "200": json("What became of the rows.", { $ref: "#/components/schemas/FactsAnswer" }),
      ...refusals,
    },
  };
}

function deleteFact(kind: (typeof removableKinds)[number]): object {
  const answer = { type: "object", required: ["removed"], properties: { removed: { type: "integer" } } };
  return {
    operationId: `delete-${kind}`,
    summary: `Remove one of the ${kind}, with what says nothing without it`,
    parameters: [{ name: "id", in: "path", required: true, schema: { type: "string" } }],
    responses: {
      "200": json("How many there were: 0 or 1.", answer),
      "401": refusals["401"],
      "429": refusals["429"],
    },
  };
}

const postMerge = {
  operationId: "post-merge",
  summary: "Make two ids one: the earliest dates win",
  requestBody: {
    required: true,
    content: { "application/json": { schema: { $ref: "#/components/schemas/Merge" } } },
  },
  responses: {
    "200": json("Done, also when it was done before.", {
      type: "object",
      required: ["merged"],
      properties: { merged: { type: "integer" } },
    }),
    "400": refusals["400"],
    "401": refusals["401"],
    "429": refusals["429"],
  },
};
