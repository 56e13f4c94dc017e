/** Which versions of orchestrations a host runs, and what becomes of the others. */
export type Versioning = {
  /** The host's own version, `defaultVersion` of host.json. */
  version: string;
  match: 'None' | 'Strict' | 'CurrentOrOlder';
  /** Left to wait for a host of the right version, or failed. */
  onMismatch: 'Reject' | 'Fail';
};

/** Why a host does not run an orchestration of some version; undefined: it does. */
export function versionMismatch(
  version: string | null,
  { version: own, match }: Versioning,
): string | undefined {
  switch (match) {
    case 'None':
      return undefined;
    case 'Strict':
      return compareVersions(version ?? '', own) === 0
        ? undefined
        : `The orchestration version '${version ?? ''}' does not match the worker version '${own}'.`;
    case 'CurrentOrOlder':
      return compareVersions(version ?? '', own) <= 0
        ? undefined
        : `The orchestration version '${version}' is greater than the worker version '${own}'.`;
  }
}

/**
 * Orders versions as the Durable Task Framework does: none is the lowest, two to four numbers with
 * dots are compared as .NET's `Version`, where `1.0` is lower than `1.0.0`, and all else as text.
 */
export function compareVersions(a: string, b: string): number {
  if (a.trim() === '' || b.trim() === '') {
    return Number(a.trim() !== '') - Number(b.trim() !== '');
  }
  const [left, right] = [numbersOf(a), numbersOf(b)];
  if (left === undefined || right === undefined) {
    return Math.sign(a.toLowerCase().localeCompare(b.toLowerCase(), 'en'));
  }
  const differing = [0, 1, 2, 3].find((at) => (left[at] ?? -1) !== (right[at] ?? -1));
  return differing === undefined
    ? 0
    : Math.sign((left[differing] ?? -1) - (right[differing] ?? -1));
}

function numbersOf(version: string): number[] | undefined {
  return /^\d+(?:\.\d+){1,3}$/.test(version.trim()) ? version.split('.').map(Number) : undefined;
}
