import type { RequestListener } from "node:http";
import { parse } from "node:querystring";
import { readBody } from "../http/read-body.ts";

/**
 * Gives a listener that hands Bolt whole bodies which are objects, and refuses the others itself: Bolt takes a body of
 * `null` apart before anybody could catch what that throws.
 */
export function withWholeBodies(listener: RequestListener, largest: number): RequestListener {
  return (request, response) => {
    if (request.method !== "POST") return listener(request, response);
    readBody(request, largest).then(
      (body) => {
        if (body === null) response.writeHead(413, { connection: "close" }).end();
        else if (!isObject(body, request.headers["content-type"])) response.writeHead(400).end();
        // Bolt takes a body that was read before from here.
        else listener(Object.assign(request, { rawBody: body }), response);
      },
      () => response.destroy(),
    );
  };
}

function isObject(body: Buffer, contentType: string | undefined): boolean {
  const text = body.toString();
  const isForm = contentType === "application/x-www-form-urlencoded";
  const payload = isForm ? parse(text).payload : text;
  if (typeof payload !== "string") return isForm;
  try {
    const value: unknown = JSON.parse(payload);
    return typeof value === "object" && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}
