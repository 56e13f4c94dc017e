import type { Action } from './action';

/**
 * Finds a task that an orchestrator seems to have put into a second `Task.any` or `Task.all`.
 *
 * The runtime takes it for a new task and runs it again, and from then on gives the results of
 * tasks to the wrong ones. All there is to see is an equal entry in two lists, so this is a guess.
 */
export function findReusedTask(actions: readonly Action[]): string | undefined {
  const leftRunning = new Set<string>();
  for (const action of actions) {
    // Only what `any` left running can be meant by a later list; what `all` ran has ended.
    const worthALook = action.kind === 'any' || (action.kind === 'all' && leftRunning.size > 0);
    if (!worthALook) {
      continue;
    }
    const children = action.actions.filter(takesAnId).map((child) => JSON.stringify(child));
    const reused = children.find((child) => leftRunning.has(child));
    if (reused !== undefined) {
      return reused;
    }
    if (action.kind === 'any') {
      children.forEach((child) => leftRunning.add(child));
    }
  }
  return undefined;
}

function takesAnId({ kind }: Action): boolean {
  return kind === 'activity' || kind === 'subOrchestration' || kind === 'timer';
}
