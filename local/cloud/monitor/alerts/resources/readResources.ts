import { z } from 'zod';
import type { Place } from '../template/functions';
import { Deployment, resolveTemplate, Template } from '../template/resolveTemplate';
import { TemplateError } from '../template/templateError';
import { ActionGroupResource } from './actionGroup';
import type { ActionGroup } from './actionGroup';
import type { AlertRule } from './alertRule';
import { sameId } from './armId';
import { MetricAlert } from './metricAlert';
import { ScheduledQueryRule } from './scheduledQueryRule';

/** Alert rules, and the action groups that they go through by their ids in lower case. */
export type AlertResources = {
  readonly rules: readonly AlertRule[];
  readonly actionGroups: ReadonlyMap<string, ActionGroup>;
};

export type ReadResources =
  { ok: true; resources: AlertResources; raw: readonly unknown[] } | { ok: false; message: string };

const schemas: ReadonlyMap<string, z.ZodType<AlertRule | ActionGroup>> = new Map<
  string,
  z.ZodType<AlertRule | ActionGroup>
>([
  ['microsoft.insights/scheduledqueryrules', ScheduledQueryRule],
  ['microsoft.insights/metricalerts', MetricAlert],
  ['microsoft.insights/actiongroups', ActionGroupResource],
]);

const Typed = z.looseObject({ type: z.string() });

/** Where templates are deployed to if nobody says. */
const nowhere: Place = {
  subscriptionId: '00000000-0000-0000-0000-000000000000',
  resourceGroup: 'default',
  location: 'westeurope',
};

/**
 * Reads resources as ARM has them: a list with ids written out, a template, or a template with
 * parameters. All or none, and no rule whose action group is missing.
 */
export function readResources(json: unknown, place: Place = nowhere): ReadResources {
  try {
    return readList(
      Array.isArray(json) ? z.array(z.unknown()).parse(json) : templated(json, place),
    );
  } catch (error) {
    if (error instanceof TemplateError) {
      return failure(error.message);
    }
    throw error;
  }
}

function readList(list: readonly unknown[] | undefined): ReadResources {
  if (list === undefined) {
    return failure('Expected an array of resources, or a template with one');
  }
  const rules: AlertRule[] = [];
  const actionGroups = new Map<string, ActionGroup>();
  for (const [index, item] of list.entries()) {
    const read = readResource(item);
    if ('message' in read) {
      return failure(`Resource ${index}: ${read.message}`);
    }
    if (read.kind === 'actionGroup') {
      actionGroups.set(sameId(read.id), read);
    } else {
      rules.push(read);
    }
  }
  const complaint = twice(rules) ?? missing(rules, actionGroups);
  return complaint === undefined
    ? { ok: true, resources: { rules, actionGroups }, raw: list }
    : failure(complaint);
}

function templated(json: unknown, place: Place): unknown[] | undefined {
  const template = Template.safeParse(json).data;
  const deployment = template ? { template, parameters: {} } : Deployment.safeParse(json).data;
  return deployment && resolveTemplate(deployment, place);
}

function readResource(item: unknown): AlertRule | ActionGroup | { message: string } {
  const typed = Typed.safeParse(item);
  if (!typed.success) {
    return { message: 'expected an object with a type' };
  }
  const schema = schemas.get(typed.data.type.toLowerCase());
  if (schema === undefined) {
    const known = [...schemas.keys()].join(', ');
    return { message: `the type is ${typed.data.type}, expected one of ${known}` };
  }
  const read = schema.safeParse(item);
  return read.success ? read.data : { message: z.prettifyError(read.error) };
}

function twice(rules: readonly AlertRule[]): string | undefined {
  const ids = rules.map(({ id }) => sameId(id));
  const again = ids.find((id, index) => ids.indexOf(id) < index);
  return again === undefined ? undefined : `The rule ${again} is there twice`;
}

function missing(
  rules: readonly AlertRule[],
  groups: ReadonlyMap<string, ActionGroup>,
): string | undefined {
  for (const { name, actions } of rules) {
    const unknown = actions.find(({ actionGroupId }) => !groups.has(sameId(actionGroupId)));
    if (unknown !== undefined) {
      return `The rule ${name} goes through ${unknown.actionGroupId}, which is not among the resources`;
    }
  }
  return undefined;
}

function failure(message: string): ReadResources {
  return { ok: false, message };
}
