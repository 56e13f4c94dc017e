/** Who is calling: an identity of the tenant, as its access token says. */
export type Principal = {
  objectId: string;
  name: string;
  /** Names of built-in roles, such as `AzureML Data Scientist`, held on the whole subscription. */
  roles: readonly string[];
};

export type Authentication =
  { ok: true; principal: Principal } | { ok: false; code: string; message: string };

/**
 * Says whose call it is from an `Authorization` header: the token must be a bearer token of this
 * tenant, not expired, and issued for the audience.
 */
export type Authenticate = (authorization: string | undefined, audience: string) => Authentication;
