/** Gets a token of the app's managed identity for a resource, such as `https://vault.azure.net`. */
export type TokenSource = (resource: string) => Promise<string>;

/** For an engine whose host knows no identity: the call that asks for a token fails. */
export const noTokens: TokenSource = async (resource) => {
  throw new Error(`There is no managed identity to get a token for ${resource} from`);
};
