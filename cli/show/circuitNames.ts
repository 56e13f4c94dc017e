/** The most that are named one by one. */
const mostNamed = 6;

/** `3 circuits: P001/C001, P001/C002, P002/C001`, cut short where there are many. */
export function circuitNames(names: readonly string[]): string {
  const shown = names.slice(0, mostNamed).join(', ');
  const others = names.length > mostNamed ? ` and ${names.length - mostNamed} more` : '';
  return `${counted(names.length, 'circuit')}: ${shown}${others}`;
}

/** `1 circuit`, `2 circuits`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
