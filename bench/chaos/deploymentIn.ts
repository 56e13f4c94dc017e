/** `endpoint/deployment` of an ARM id, in whatever case that is; the id itself where it has none. */
export function deploymentIn(id: string): string {
  const [, endpoint, deployment] =
    /\/batchEndpoints\/([^/]+)\/deployments\/([^/]+)$/i.exec(id) ?? [];
  return endpoint === undefined || deployment === undefined
    ? id
    : `${endpoint}/${deployment}`.toLowerCase();
}
