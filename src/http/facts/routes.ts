import type { Context, Hono } from "hono";
import { type FactKind, factKinds } from "../../funnel/facts.ts";
import { removableKinds } from "../../sources/source.ts";
import { holderOfToken, type TokenHolder } from "../../store/api-tokens.ts";
import type { Store } from "../../store/database.ts";
import { workspaceById } from "../../store/workspaces.ts";
import { acceptFacts } from "../../usecases/http-facts/accept-facts.ts";
import { mergeOne, removeOne } from "../../usecases/http-facts/change-facts.ts";
import { isBodyProblem, readBody } from "./body.ts";
import { mergeSchema } from "./merge-schema.ts";
import { openApiDocument } from "./openapi.ts";
import { type RateLimits, rateLimiter, usualLimits } from "./rate-limit.ts";

export interface FactsRoutesParts {
  readonly store: Store;
  readonly clock: () => Date;
  readonly limits?: RateLimits;
}

const longestKey = 200;

/** Gives the routes under /v1: facts in, facts gone, ids merged, and the document that describes them. */
export function factsRoutes({ store, clock, limits = usualLimits }: FactsRoutesParts): (app: Hono) => void {
  const turnOf = rateLimiter(limits, () => clock().getTime());

  /** Answers a request of whoever holds a token, within the token's rate. */
  const held =
    (answer: (context: Context, holder: TokenHolder) => Promise<Response>) =>
    async (context: Context): Promise<Response> => {
      const token = /^Bearer +(\S{1,200})$/i.exec(context.req.header("authorization") ?? "")?.[1];
      const holder = token === undefined ? null : await holderOfToken(store, token, clock());
      if (!holder) return unauthorized(context);
      const turn = turnOf(String(holder.tokenId));
      if (turn.kind === "wait") {
        context.header("retry-after", String(turn.seconds));
        return refuse(context, 429, "too-many-requests", `Wait ${turn.seconds} s, then send it again.`);
      }
      try {
        return await answer(context, holder);
      } finally {
        turn.end();
      }
    };

  const postFacts = held(async (context, { workspaceId, tokenName }) => {
    const kind = kindOf(context.req.param("kind"), factKinds);
    if (!kind) return unknownKind(context, factKinds);
    const idempotencyKey = context.req.header("idempotency-key") ?? null;
    if (idempotencyKey !== null && !/^[\x21-\x7e]+$/.test(idempotencyKey.slice(0, longestKey + 1))) {
      return refuse(
        context,
        400,
        "bad-idempotency-key",
        "Idempotency-Key must be plain characters without blanks.",
      );
    }
    if (idempotencyKey !== null && idempotencyKey.length > longestKey) {
      return refuse(
        context,
        400,
        "bad-idempotency-key",
        `Idempotency-Key must be at most ${longestKey} characters.`,
      );
    }
    const body = await readBody(context.req.raw);
    if (isBodyProblem(body)) return refuse(context, body.status, body.error, body.what);
    const workspace = await workspaceById(store, workspaceId);
    if (!workspace) return unauthorized(context);
    const accepted = await acceptFacts(store, {
      workspaceId,
      source: tokenName,
      kind,
      rows: body.rows,
      body: body.bytes,
      idempotencyKey,
      timeZone: workspace.settings.timeZone,
      now: clock(),
    });
    switch (accepted.kind) {
      case "stored":
        return context.json(accepted.answer);
      case "replayed":
        context.header("idempotency-replayed", "true");
        return context.json(accepted.answer);
      case "key-reused":
        return refuse(
          context,
          422,
          "idempotency-key-reused",
          "This Idempotency-Key was used with another body. Take a new key for a new request.",
        );
    }
  });

  const deleteFact = held(async (context, { workspaceId }) => {
    const kind = kindOf(context.req.param("kind"), removableKinds);
    if (!kind) return unknownKind(context, removableKinds);
    const removed = await removeOne(store, { workspaceId, kind, id: context.req.param("id") ?? "" });
    return context.json({ removed });
  });

  const postMerge = held(async (context, { workspaceId }) => {
    const body = await readBody(context.req.raw);
    if (isBodyProblem(body)) return refuse(context, body.status, body.error, body.what);
    const merge = mergeSchema.safeParse(body.rows.length === 1 ? body.rows[0] : null);
    if (!merge.success || merge.data.from === merge.data.into) {
      return refuse(
        context,
        400,
        "bad-merge",
        'Send one object such as {"kind":"leads","from":"7","into":"3"}.',
      );
    }
    await mergeOne(store, workspaceId, merge.data);
    return context.json({ merged: 1 });
  });

  return (app) => {
    app.post("/v1/facts/:kind", postFacts);
    app.delete("/v1/facts/:kind/:id", deleteFact);
    app.post("/v1/merges", postMerge);
    app.get("/v1/openapi.json", (context) => context.json(openApiDocument()));
  };
}

function unauthorized(context: Context): Response {
  context.header("www-authenticate", 'Bearer realm="concord"');
  return refuse(
    context,
    401,
    "unauthorized",
    "Send a token that is not revoked: Authorization: Bearer TOKEN. Make one with: concord token add NAME",
  );
}

function kindOf<K extends FactKind>(text: string | undefined, kinds: readonly K[]): K | null {
  return kinds.find((kind) => kind === text) ?? null;
}

function unknownKind(context: Context, kinds: readonly FactKind[]): Response {
  return refuse(context, 404, "unknown-kind", `The kinds are ${kinds.join(", ")}.`);
}

function refuse(
  context: Context,
  status: 400 | 401 | 404 | 413 | 415 | 422 | 429,
  error: string,
  what: string,
): Response {
  return context.json({ error, what }, status);
}
