import type { RuleDescription } from '../rules/ruleDescription';
import type { Rules } from '../rules/rules';
import { alreadyExists, methodNotAllowed, notFound } from './administrationError';
import { entryDocument } from './atom';
import type { Entry } from './atom';
import { urlOf } from './exchange';
import type { AdministrationResponse, Exchange } from './exchange';
import { readEntry } from './readEntry';
import { describeRule, readRule } from './ruleXml';
import { subscriptionPath } from '../config/namespace';

export type RuleAddress = { topic: string; subscription: string; name: string };

/** The rules of a subscription as entries, in the order of their names. */
export function ruleEntries(subscription: string, exchange: Exchange): Entry[] {
  const rules = rulesOf(subscription, exchange).list();
  const sorted = rules.toSorted((a, b) => (a.name.toLowerCase() < b.name.toLowerCase() ? -1 : 1));
  return sorted.map((rule) => entryOf(rule, subscription, exchange));
}

/** Answers GET, PUT and DELETE for a rule. */
export function administerRule(
  { topic, subscription, name }: RuleAddress,
  exchange: Exchange,
): AdministrationResponse {
  const { method, body, ifMatch, broker } = exchange;
  const path = subscriptionPath(topic, subscription);
  const rules = rulesOf(path, exchange);
  const current = rules.find(name);
  if (method === 'PUT') {
    const rule = readRule(readEntry(body, 'RuleDescription'), name);
    const isUpdate = ifMatch !== undefined;
    if (!isUpdate && current !== undefined) {
      throw alreadyExists(`${path}/Rules/${name}`);
    }
    if (isUpdate && current === undefined) {
      throw notFound(`${path}/Rules/${name}`);
    }
    const made = { ...rule, createdAt: current?.createdAt ?? broker.now() };
    rules.put(made);
    return answer(isUpdate ? 200 : 201, entryOf(made, path, exchange));
  }
  if (current === undefined) {
    throw notFound(`${path}/Rules/${name}`);
  }
  if (method === 'GET') {
    return answer(200, entryOf(current, path, exchange));
  }
  if (method === 'DELETE') {
    rules.remove(name);
    return { status: 200, body: '' };
  }
  throw methodNotAllowed(method, path);
}

function rulesOf(subscription: string, { broker }: Exchange): Rules {
  const queue = broker.find(subscription);
  const rules = queue && broker.rulesOf(queue);
  if (rules === undefined) {
    throw notFound(subscription);
  }
  return rules;
}

function entryOf(rule: RuleDescription, subscription: string, exchange: Exchange): Entry {
  const { createdAt: since = 0 } = exchange.broker.definitions.find(subscription) ?? {};
  const createdAt = rule.createdAt ?? since;
  return {
    id: urlOf(exchange, `${subscription}/Rules/${rule.name}`),
    title: rule.name,
    createdAt,
    updatedAt: createdAt,
    content: describeRule(rule, createdAt),
  };
}

function answer(status: number, entry: Entry): AdministrationResponse {
  return { status, body: entryDocument(entry) };
}
