import { app } from 'durable-functions';
import type { OrchestrationContext, OrchestrationHandler, Task } from 'durable-functions';
import { z } from 'zod';

// The app that is measured. Its activities do nothing, so that all the time is the host's.

const Count = z.int().positive();
const Chunks = z.object({ chunks: Count, of: Count });

/** So many activities side by side. */
const fanOut: OrchestrationHandler = function* (context) {
  const count = Count.parse(context.df.getInput());
  yield context.df.Task.all(sideBySide(count, () => context.df.callActivity('nothing')));
  return count;
};

/** So many activities one after the other. */
const sequence: OrchestrationHandler = function* (context) {
  const count = Count.parse(context.df.getInput());
  for (let step = 0; step < count; step += 1) {
    yield context.df.callActivity('nothing');
  }
  return count;
};

/** So many sub-orchestrations side by side, each with its own fan-out. */
const fanOutInChunks: OrchestrationHandler = function* (context: OrchestrationContext) {
  const { chunks, of } = Chunks.parse(context.df.getInput());
  yield context.df.Task.all(sideBySide(chunks, () => context.df.callSubOrchestrator('fanOut', of)));
  return chunks * of;
};

function sideBySide(count: number, task: () => Task): Task[] {
  return Array.from({ length: count }, task);
}

app.orchestration('fanOut', fanOut);
app.orchestration('sequence', sequence);
app.orchestration('fanOutInChunks', fanOutInChunks);
app.activity('nothing', { handler: () => null });
