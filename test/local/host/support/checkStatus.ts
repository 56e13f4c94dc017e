import { until } from '../../../support/until';

export type Status = {
  name: string;
  instanceId: string;
  runtimeStatus: string;
  input: unknown;
  customStatus: unknown;
  output: unknown;
  createdTime: string;
  lastUpdatedTime: string;
  historyEvents?: Record<string, unknown>[];
};

/** The management URLs of one orchestration, as `createCheckStatusResponse` returns them. */
export type CheckStatus = {
  id: string;
  statusQueryGetUri: string;
  sendEventPostUri: string;
  terminatePostUri: string;
  rewindPostUri: string;
  purgeHistoryDeleteUri: string;
  restartPostUri: string;
  suspendPostUri: string;
  resumePostUri: string;
};

export async function statusOf({ statusQueryGetUri }: CheckStatus, query = ''): Promise<Status> {
  return (await (await fetch(`${statusQueryGetUri}${query}`)).json()) as Status;
}

/** Watches an orchestration until it has ended. */
export async function ended(check: CheckStatus): Promise<Status> {
  return until(`${check.id} ends`, async () => {
    const response = await fetch(check.statusQueryGetUri);
    return response.status !== 202 && ((await response.json()) as Status);
  });
}

export async function reaches(
  check: CheckStatus,
  isReached: (status: Status) => boolean,
): Promise<Status> {
  return until(`${check.id} gets there`, async () => {
    const status = await statusOf(check);
    return isReached(status) && status;
  });
}

export async function raise(
  { sendEventPostUri }: CheckStatus,
  event: string,
  data: unknown,
): Promise<number> {
  const { status } = await fetch(sendEventPostUri.replace('{eventName}', event), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(data),
  });
  return status;
}

export async function post(uri: string, reason = 'because'): Promise<number> {
  const { status } = await fetch(uri.replace('{text}', reason), { method: 'POST' });
  return status;
}
