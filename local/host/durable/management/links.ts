export type LinkOptions = {
  /** Scheme and authority, without a path: `http://localhost:7071`. */
  origin: string;
  hubName: string;
  systemKey: string | undefined;
};

/** The URLs by which one orchestration is watched and steered. `{text}` and such are for the caller. */
export function managementLinks(options: LinkOptions, instanceId: string) {
  const query = requiredQuery(options);
  const instance = `${webhookBase(options)}/instances/${instanceId}`;
  return {
    id: instanceId,
    statusQueryGetUri: `${instance}?${query}`,
    sendEventPostUri: `${instance}/raiseEvent/{eventName}?${query}`,
    terminatePostUri: `${instance}/terminate?reason={text}&${query}`,
    rewindPostUri: `${instance}/rewind?reason={text}&${query}`,
    purgeHistoryDeleteUri: `${instance}?${query}`,
    restartPostUri: `${instance}/restart?${query}`,
    suspendPostUri: `${instance}/suspend?reason={text}&${query}`,
    resumePostUri: `${instance}/resume?reason={text}&${query}`,
  };
}

/** What a `durableClient` binding gets: JSON text that the SDK makes a `DurableClient` of. */
export function clientBindingData(options: LinkOptions): string {
  const query = requiredQuery(options);
  const create = `${webhookBase(options)}/orchestrators/{functionName}[/{instanceId}]`;
  const wait = 'timeout={timeoutInSeconds}&pollingInterval={intervalInSeconds}';
  return JSON.stringify({
    taskHubName: options.hubName,
    creationUrls: {
      createNewInstancePostUri: `${create}?${query}`,
      createAndWaitOnNewInstancePostUri: `${create}?${wait}&${query}`,
    },
    managementUrls: managementLinks(options, 'INSTANCEID'),
    baseUrl: webhookBase(options),
    requiredQueryStringParameters: query,
    rpcBaseUrl: `${options.origin}/durabletask/`,
  });
}

function webhookBase({ origin }: LinkOptions): string {
  return `${origin}/runtime/webhooks/durabletask`;
}

function requiredQuery({ hubName, systemKey }: LinkOptions): string {
  const code = systemKey === undefined ? '' : `&code=${encodeURIComponent(systemKey)}`;
  return `taskHub=${encodeURIComponent(hubName)}&connection=Storage${code}`;
}
