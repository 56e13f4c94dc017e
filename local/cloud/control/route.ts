/**
 * A switch or a look behind the scenes of a simulator: what Azure does not offer and a test or a
 * demonstration needs. Served by the control server on plain HTTP, never on the simulated API.
 */
export type ControlRoute = {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** As in `/machineLearning/journal`; `{name}` takes one segment. */
  path: string;
  handle(request: ControlRequest): Promise<ControlResponse> | ControlResponse;
};

export type ControlRequest = {
  params: Readonly<Record<string, string>>;
  query: URLSearchParams;
  /** Parsed JSON, or undefined when there was none. To be checked before use. */
  body: unknown;
};

export type ControlResponse = { status: number; body?: unknown };
