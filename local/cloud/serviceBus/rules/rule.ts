import { argumentError } from '../serviceBusError';
import type { MessageProperties } from './messageProperties';
import { filterValueOf } from './ruleDescription';
import type {
  CorrelationFilter,
  FilterValue,
  GivenValues,
  RuleDescription,
} from './ruleDescription';
import { evaluate } from './sql/evaluate';
import { parseAction } from './sql/parseAction';
import { parseFilter } from './sql/parseExpression';

export type Rule = {
  readonly description: RuleDescription;
  matches(message: MessageProperties): boolean;
  /** Changes the message as the rule's action says; undefined without an action. */
  act: ((message: MessageProperties) => void) | undefined;
};

const MAX_NAME_LENGTH = 50;

/** Makes a rule work. Throws `argument-error` for a name, filter or action that is none. */
export function compileRule(description: RuleDescription): Rule {
  const { name, filter, action, actionParameters } = description;
  if (name === '' || name.length > MAX_NAME_LENGTH || /[/\\?#@]/.test(name)) {
    throw argumentError(
      `Found the rule name '${name}', expected 1 to ${MAX_NAME_LENGTH} characters without / \\ ? # @.`,
    );
  }
  return { description, matches: matcherOf(filter), act: actionOf(action, actionParameters) };
}

function matcherOf(filter: RuleDescription['filter']): Rule['matches'] {
  if (filter.type === 'sql') {
    const expression = parseFilter(filter.expression, filter.parameters);
    return (message) => evaluate(expression, message) === true;
  }
  const wanted = systemFields(filter);
  const properties = Object.entries(filter.properties).map(
    ([name, value]) => [name, filterValueOf(value)] as const,
  );
  if (wanted.length === 0 && properties.length === 0) {
    throw argumentError('Found an empty correlation filter, expected at least one property.');
  }
  return (message) =>
    wanted.every(([name, value]) => textOf(message.get({ scope: 'sys', name })) === value) &&
    properties.every(([name, value]) => message.get({ scope: 'user', name }) === value);
}

function systemFields(filter: CorrelationFilter): [string, string][] {
  const { correlationId, messageId, to, replyTo, subject } = filter;
  const { sessionId, replyToSessionId, contentType } = filter;
  const fields = { correlationId, messageId, to, replyTo, subject };
  return Object.entries({ ...fields, sessionId, replyToSessionId, contentType }).flatMap(
    ([name, value]): [string, string][] => (value === undefined ? [] : [[name, value]]),
  );
}

function actionOf(action = '', parameters: GivenValues = {}): Rule['act'] {
  const steps = parseAction(action, parameters);
  if (steps.length === 0) {
    return undefined;
  }
  return (message) => {
    for (const step of steps) {
      message.set(step.property, step.type === 'remove' ? null : evaluate(step.value, message));
    }
  };
}

function textOf(value: FilterValue | null): string | undefined {
  return value === null ? undefined : String(value);
}
