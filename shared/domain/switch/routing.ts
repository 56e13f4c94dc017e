import type { Routing } from './switch';

/** Whether two endpoints send what comes in the same way; a share of nothing is no share. */
export function sameRouting(a: Routing, b: Routing): boolean {
  return routingText(a) === routingText(b);
}

/** For people, and the same for what is the same. Resource Manager ignores the case of names. */
export function routingText(routing: Routing): string {
  if (routing.kind === 'batch') {
    return `jobs go to ${routing.deployment?.toLowerCase() ?? 'no deployment'}`;
  }
  const mirrored = sharesText(routing.mirror);
  return `requests go to ${sharesText(routing.traffic) || 'no deployment'}${mirrored && `, mirrored to ${mirrored}`}`;
}

function sharesText(shares: Readonly<Record<string, number>>): string {
  return Object.entries(shares)
    .filter(([, share]) => share > 0)
    .map(([name, share]) => `${name.toLowerCase()} ${share} %`)
    .toSorted((a, b) => (a < b ? -1 : 1))
    .join(', ');
}
