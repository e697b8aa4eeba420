// What a client is told that was not let in, where it can be told anything.

import type { AuthAnswer } from "../core/input.ts";
import type { AuthFailure } from "./authenticator.ts";

export type AuthRefusal = Exclude<AuthAnswer, { readonly identity: object }>;

export function authRefusal(failure: AuthFailure): AuthRefusal {
  switch (failure) {
    case "limit":
      return { code: "limit", text: "the user has too many connections" };
    case "timeout":
      return { code: "unavailable", text: "nobody has said in time who has this token" };
    case "expired":
      return { code: "expired", text: "the token has ended" };
    case "missing":
      return { code: "unauthorised", text: "the hub asks for a token" };
    default:
      return { code: "unauthorised", text: "the token is not accepted" };
  }
}
