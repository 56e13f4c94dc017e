import type { IncomingMessage, ServerResponse } from 'node:http';

/** Answers `GET /health` as Microsoft's emulator does. */
export function answerHealth(
  { method }: IncomingMessage,
  response: ServerResponse,
  isHealthy: boolean,
): void {
  if (method !== 'GET' && method !== 'HEAD') {
    answer(response, 405, { error: `Found the method ${method}, expected GET.` });
  } else if (isHealthy) {
    answer(response, 200, { status: 'healthy', message: 'Service is healthy.' });
  } else {
    answer(response, 503, { status: 'unhealthy', message: 'Service is unhealthy.' });
  }
}

function answer(response: ServerResponse, status: number, body: Record<string, string>): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' });
  response.end(JSON.stringify(body));
}
