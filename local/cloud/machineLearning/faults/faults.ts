import type { Principal } from '../../identity/principal';
import type { FaultEffect, FaultRule } from './rule';

export type FaultCandidate = { method: string; path: string; principal: Principal };

type ArmedRule = { rule: FaultRule; left: number; hits: (call: FaultCandidate) => boolean };

/** The faults in force. They are an act of the moment: a restart forgets them. */
export class Faults {
  private armed: ArmedRule[] = [];

  /** Replaces all rules. Of several that match a call, the first one that is not spent hits it. */
  arm(rules: readonly FaultRule[]): void {
    this.armed = rules.map((rule) => ({
      rule,
      left: rule.times ?? Number.POSITIVE_INFINITY,
      hits: matcher(rule),
    }));
  }

  /** The rules that are not spent yet, with the times that are left of each. */
  rules(): FaultRule[] {
    return this.armed
      .filter(({ left }) => left > 0)
      .map(({ rule, left }) => (Number.isFinite(left) ? { ...rule, times: left } : rule));
  }

  /** What is to happen to a call, if anything; using up one time of the rule that says so. */
  strike(call: FaultCandidate): FaultEffect | undefined {
    const found = this.armed.find(({ left, hits }) => left > 0 && hits(call));
    if (!found) {
      return undefined;
    }
    found.left -= 1;
    return found.rule.effect;
  }
}

function matcher({ match, effect }: FaultRule): (call: FaultCandidate) => boolean {
  const { method, pathPattern, principal } = match;
  const hitsPath = pathMatcher(pathPattern?.toLowerCase());
  const verb = method?.toUpperCase();
  // A read starts no operation, so it must not use up a rule about operations.
  const readsCount = !('operation' in effect);
  return (call) =>
    (readsCount || call.method !== 'GET') &&
    (verb === undefined || verb === call.method) &&
    (principal === undefined ||
      principal === call.principal.name ||
      principal === call.principal.objectId) &&
    hitsPath(call.path.toLowerCase());
}

function pathMatcher(pattern: string | undefined): (path: string) => boolean {
  if (pattern === undefined) {
    return () => true;
  }
  if (!pattern.includes('*')) {
    return (path) => path.includes(pattern);
  }
  const glob = new RegExp(`^${pattern.split('*').map(escaped).join('.*')}$`);
  return (path) => glob.test(path);
}

function escaped(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`);
}
