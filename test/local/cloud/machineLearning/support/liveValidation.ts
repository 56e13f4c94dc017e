import { join } from 'node:path';
import { LiveValidator } from 'oav';
import type { JournalEntry } from '../../../../../local/cloud/machineLearning/store/journalEntry';

const specification =
  'specification/machinelearningservices/resource-manager/Microsoft.MachineLearningServices/stable';

export type Finding = {
  call: string;
  on: 'request' | 'response';
  code: string;
  message: string;
};

/** Where the traffic may differ from the specification, and why. */
export const exceptions: { why: string; covers: (finding: Finding) => boolean }[] = [
  {
    why: 'operation status and result URLs are opaque to clients: the specification has none',
    covers: ({ call, code }) =>
      /\/mfeOperation(sStatus|Results)\//.test(call) && code === 'OPERATION_NOT_FOUND_IN_CACHE',
  },
  {
    why: 'the data plane of endpoints is another API than Resource Manager',
    covers: ({ call, code }) =>
      call.includes(' /inference/') && code === 'OPERATION_NOT_FOUND_IN_CACHE_WITH_PROVIDER',
  },
];

const files = {
  '2022-10-01': ['mfe', 'machineLearningServices'],
  '2024-04-01': ['mfe', 'machineLearningServices', 'registries'],
};

/** Reads the official specification of the API versions; the fewer, the sooner it is there. */
export async function specificationOf(...versions: (keyof typeof files)[]): Promise<LiveValidator> {
  const options = {
    directory: join(__dirname, '../../../../fixtures/aml-spec'),
    swaggerPathsPattern: versions.flatMap((version) =>
      files[version].map((file) => `${specification}/${version}/${file}.json`),
    ),
    git: { shouldClone: false },
    isArmCall: true,
    loadValidatorInBackground: false,
  };
  // What it would log is what it finds.
  const validator = new LiveValidator(options, () => {});
  await validator.initialize();
  return validator;
}

/** What the official specification says against recorded calls. */
export async function validate(
  validator: LiveValidator,
  entries: readonly JournalEntry[],
): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const entry of entries) {
    findings.push(...(await validateEntry(validator, entry)));
  }
  return findings;
}

async function validateEntry(validator: LiveValidator, entry: JournalEntry): Promise<Finding[]> {
  const { method, path, query, status } = entry;
  const call = `${method} ${path} ${status}`;
  const { requestValidationResult, responseValidationResult } =
    await validator.validateLiveRequestResponse({
      liveRequest: {
        method,
        url: `https://management.azure.com${path}${query}`,
        headers: entry.requestHeaders,
        body: (entry.requestBody ?? {}) as Record<string, unknown>,
      },
      liveResponse: {
        statusCode: String(status),
        headers: lowerCased(entry.responseHeaders),
        body: (entry.responseBody ?? {}) as Record<string, unknown>,
      },
    });
  const on = { request: requestValidationResult, response: responseValidationResult };
  return (['request', 'response'] as const).flatMap((side) => {
    const { errors, runtimeException } = on[side];
    const all = [...errors, ...(runtimeException ? [runtimeException] : [])];
    return all.map(({ code, message }) => ({ call, on: side, code, message }));
  });
}

function lowerCased(headers: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]),
  );
}
