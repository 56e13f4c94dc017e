import type { Instance } from '../store/instance';

/** An orchestration as the management API shows it. Fields that are not known are null. */
export function statusBody(instance: Instance, { showInput }: { showInput: boolean }) {
  const { status, output } = instance;
  return {
    name: instance.name,
    instanceId: instance.instanceId,
    runtimeStatus: status,
    input: showInput ? value(instance.input) : null,
    customStatus: value(instance.customStatus),
    output: status === 'Completed' ? value(output) : output,
    createdTime: wholeSeconds(instance.createdAt),
    lastUpdatedTime: wholeSeconds(instance.updatedAt),
  };
}

function value(json: string | null): unknown {
  return json === null ? null : JSON.parse(json);
}

function wholeSeconds(milliseconds: number): string {
  return `${new Date(milliseconds).toISOString().slice(0, 19)}Z`;
}
