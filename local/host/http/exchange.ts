import type { IncomingMessage, ServerResponse } from 'node:http';

/** A request under way, and the place for its answer. */
export type Exchange = {
  request: IncomingMessage;
  response: ServerResponse;
  /** As the caller wrote it, with the host name it used. */
  url: URL;
};

/** Answers without a body, unless an answer is under way or nobody is there any more. */
export function respondEmpty({ response }: Exchange, status: number): void {
  if (!response.headersSent && !response.destroyed) {
    response.writeHead(status, status === 204 ? {} : { 'content-length': 0 });
  }
  response.end();
}

export function respondJson({ response }: Exchange, status: number, body: unknown): void {
  const text = JSON.stringify(body);
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(text),
  });
  response.end(text);
}

/** Settles when the answer is out, or the caller gone. */
export async function answered({ response }: Exchange): Promise<void> {
  if (!response.writableFinished && !response.destroyed) {
    await new Promise<void>((resolve) => {
      response.once('close', resolve);
    });
  }
}
