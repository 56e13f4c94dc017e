import { compileRule } from '../rules/rule';
import type { CorrelationFilter, RuleDescription } from '../rules/ruleDescription';
import type { EmulatorRuleProperties } from './emulatorConfig';

/** A rule of a Config.json. Throws for one that could not work. */
export function ruleOf(name: string, properties: EmulatorRuleProperties): RuleDescription {
  const { SqlFilter, CorrelationFilter: correlation = {}, FilterType, Action } = properties;
  const filter =
    FilterType === 'Sql'
      ? { type: 'sql' as const, expression: SqlFilter?.SqlExpression ?? '' }
      : correlationFilter(correlation);
  const rule = { name, filter, action: Action?.SqlExpression };
  compileRule(rule);
  return rule;
}

function correlationFilter(
  given: NonNullable<EmulatorRuleProperties['CorrelationFilter']>,
): CorrelationFilter {
  return {
    type: 'correlation',
    correlationId: given.CorrelationId,
    messageId: given.MessageId,
    to: given.To,
    replyTo: given.ReplyTo,
    subject: given.Label,
    sessionId: given.SessionId,
    replyToSessionId: given.ReplyToSessionId,
    contentType: given.ContentType,
    properties: given.Properties ?? {},
  };
}
