/** What filters can compare: the value of an application property. */
export type FilterValue = string | number | boolean;

/** A value of a filter as it was given. A point in time is told apart from its milliseconds since 1970. */
export type GivenValue = FilterValue | { timestamp: number };

export type GivenValues = Readonly<Record<string, GivenValue>>;

/** Every field that is given must equal the message's; one that is not given matches anything. */
export type CorrelationFilter = {
  type: 'correlation';
  correlationId?: string | undefined;
  messageId?: string | undefined;
  to?: string | undefined;
  replyTo?: string | undefined;
  subject?: string | undefined;
  sessionId?: string | undefined;
  replyToSessionId?: string | undefined;
  contentType?: string | undefined;
  properties: GivenValues;
};

export type SqlFilter = {
  type: 'sql';
  expression: string;
  /** What stands for the names in the expression that begin with @. */
  parameters?: GivenValues | undefined;
};

/** Which messages a subscription gets, and what is done to them on the way. */
export type RuleDescription = {
  name: string;
  filter: SqlFilter | CorrelationFilter;
  /** A SQL rule action, such as `SET sys.To = 'x'`; undefined for none. */
  action?: string | undefined;
  actionParameters?: GivenValues | undefined;
  /** Milliseconds since 1970; undefined for a rule of the configuration. */
  createdAt?: number | undefined;
};

/** What a subscription without rules of its own has: it gets everything. */
export const DEFAULT_RULE: RuleDescription = {
  name: '$Default',
  filter: { type: 'sql', expression: '1=1' },
};

export function filterValueOf(given: GivenValue): FilterValue {
  return typeof given === 'object' ? given.timestamp : given;
}
