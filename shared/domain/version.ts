import semver from 'semver';

type Parts = { numbers: readonly number[]; prerelease: readonly (string | number)[] };

const numeric = /^v?(\d+(?:[._-]\d+)*)$/i;

/**
 * Compares versions by what they mean: negative when `a` is older. Semantic versions with their
 * pre-releases, the plain numbers of Azure ML models, dates, and what lies between (`v1.10`);
 * what is none of these compares as text, and is older than any that is.
 */
export function compareVersions(a: string, b: string): number {
  const [one, other] = [partsOf(a), partsOf(b)];
  if (!one || !other) {
    return Number(one !== undefined) - Number(other !== undefined) || compareText(a, b);
  }
  return compareNumbers(one.numbers, other.numbers) || comparePrerelease(one, other);
}

function partsOf(version: string): Parts | undefined {
  const [, digits] = numeric.exec(version) ?? [];
  if (digits !== undefined) {
    return { numbers: digits.split(/[._-]/).map(Number), prerelease: [] };
  }
  const parsed =
    semver.parse(version, { loose: true }) ?? semver.coerce(version, { includePrerelease: true });
  return (
    (parsed && {
      numbers: [parsed.major, parsed.minor, parsed.patch],
      prerelease: parsed.prerelease,
    }) ??
    undefined
  );
}

function compareNumbers(a: readonly number[], b: readonly number[]): number {
  const length = Math.max(a.length, b.length);
  for (let index = 0; index < length; index += 1) {
    const difference = (a[index] ?? 0) - (b[index] ?? 0);
    if (difference !== 0) {
      return difference;
    }
  }
  return 0;
}

/** A pre-release is older than its release. */
function comparePrerelease({ prerelease: a }: Parts, { prerelease: b }: Parts): number {
  if (a.length === 0 || b.length === 0) {
    return Number(b.length > 0) - Number(a.length > 0);
  }
  for (let index = 0; index < Math.max(a.length, b.length); index += 1) {
    const [one, other] = [a[index], b[index]];
    if (one === undefined || other === undefined) {
      return one === undefined ? -1 : 1;
    }
    const difference = semver.compareIdentifiers(String(one), String(other));
    if (difference !== 0) {
      return difference;
    }
  }
  return 0;
}

function compareText(a: string, b: string): number {
  if (a === b) {
    return 0;
  }
  return a < b ? -1 : 1;
}
