/** For people: `90 %`. */
export function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}

/** For people: `1 circuit`, `2 circuits`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
