import { pathOf } from '../definitions/entityDefinition';
import type { EntityDefinition } from '../definitions/entityDefinition';
import type { Broker } from '../broker';
import { badRequest } from './administrationError';

const NAME = /^[a-z0-9](?:[a-z0-9._/~-]*[a-z0-9])?$/i;
const LONGEST_PATH = 260;
const LONGEST_SUBSCRIPTION = 50;

/** Throws a bad request for a definition that Service Bus refuses. */
export function checkDefinition(definition: EntityDefinition, broker: Broker): void {
  checkName(definition);
  const { forwardTo, forwardDeadLetteredMessagesTo, requiresSession } = definition.properties;
  checkTarget(definition, forwardTo, broker);
  checkTarget(definition, forwardDeadLetteredMessagesTo, broker);
  if (requiresSession && forwardTo !== '') {
    throw badRequest(
      `'${pathOf(definition)}' requires sessions and so cannot forward to '${forwardTo}'.`,
    );
  }
}

function checkName({ kind, name }: EntityDefinition): void {
  const longest = kind === 'subscription' ? LONGEST_SUBSCRIPTION : LONGEST_PATH;
  const isNested = kind === 'subscription' && name.includes('/');
  if (name.length > longest) {
    throw badRequest(`The entity name or path '${name}' exceeds the '${longest}' character limit.`);
  }
  if (!NAME.test(name) || isNested) {
    throw badRequest(
      `The entity name or path '${name}' contains invalid characters: expected letters, digits, '.', '-', '_', '~'${isNested ? '' : " and '/'"}, a letter or digit at both ends.`,
    );
  }
}

function checkTarget(definition: EntityDefinition, target: string, broker: Broker): void {
  if (target === '') {
    return;
  }
  const path = pathOf(definition);
  if (target.toLowerCase() === path.toLowerCase()) {
    throw badRequest(`'${path}' cannot forward to itself.`);
  }
  const kind = broker.find(target)?.kind;
  if (kind !== 'queue' && kind !== 'topic') {
    throw badRequest(
      `'${path}' cannot forward to '${target}': expected a queue or a topic of the namespace.`,
    );
  }
}
