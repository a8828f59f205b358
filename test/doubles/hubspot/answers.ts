import { randomUUID } from "node:crypto";

/** An answer with HubSpot's error shape. */
export interface HubSpotError {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

export function isError(value: object): value is HubSpotError {
  return "status" in value && "body" in value;
}

function errorOf(status: number, category: string, message: string, more: object = {}): HubSpotError {
  return {
    status,
    body: { status: "error", message, correlationId: randomUUID(), category, ...more },
  };
}

export const badRequest = (message: string) => errorOf(400, "VALIDATION_ERROR", message);
export const unauthorized = () =>
  errorOf(
    401,
    "INVALID_AUTHENTICATION",
    "Authentication credentials not found. This API supports OAuth 2.0 authentication and you can find more details at https://developers.hubspot.com/docs/methods/auth/oauth-overview",
  );
export const expired = () =>
  errorOf(401, "EXPIRED_AUTHENTICATION", "The OAuth token used to make this call expired.");
export const scopeMissing = (scope: string) =>
  errorOf(
    403,
    "MISSING_SCOPES",
    "This app hasn't been granted all required scopes to make this call. Read more about required scopes here: https://developers.hubspot.com/scopes.",
    {
      errors: [
        {
          message: "One or more of the following scopes are required.",
          context: { requiredGranularScopes: [scope] },
        },
      ],
    },
  );
export const badRefreshToken = () => errorOf(400, "BAD_REFRESH_TOKEN", "missing or invalid refresh token");
export const notFound = () => errorOf(404, "OBJECT_NOT_FOUND", "Object not found");
export const tooLongUrl = () => errorOf(414, "URI_TOO_LONG", "URI Too Long");
export const rateLimited = (policyName: "TEN_SECONDLY_ROLLING" | "SECONDLY") =>
  errorOf(
    429,
    "RATE_LIMITS",
    policyName === "SECONDLY"
      ? "You have reached your secondly limit."
      : "You have reached your ten_secondly_rolling limit.",
    { errorType: "RATE_LIMIT", policyName },
  );
