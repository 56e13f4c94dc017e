/** Whether a route value may stand for a parameter. */
export type Constraint = (value: string) => boolean;

const simple: Readonly<Record<string, Constraint>> = {
  int: (value) => isWithin(value, -(2n ** 31n), 2n ** 31n - 1n),
  long: (value) => isWithin(value, -(2n ** 63n), 2n ** 63n - 1n),
  bool: (value) => /^(true|false)$/i.test(value),
  alpha: (value) => /^[a-z]*$/i.test(value),
  guid: (value) => /^(?:[\da-f]{32}|\{?[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}\}?)$/i.test(value),
  decimal: isNumber,
  double: isNumber,
  float: isNumber,
  datetime: (value) => !Number.isNaN(Date.parse(value)),
  required: (value) => value !== '',
};

const withArgument: Readonly<Record<string, (argument: string) => Constraint>> = {
  min: (argument) => {
    const least = Number(argument);
    return (value) => isInteger(value) && Number(value) >= least;
  },
  max: (argument) => {
    const most = Number(argument);
    return (value) => isInteger(value) && Number(value) <= most;
  },
  range: (argument) => {
    const [least = NaN, most = NaN] = numbers(argument);
    return (value) => isInteger(value) && Number(value) >= least && Number(value) <= most;
  },
  minlength: (argument) => (value) => value.length >= Number(argument),
  maxlength: (argument) => (value) => value.length <= Number(argument),
  length: (argument) => {
    const [least = NaN, most = least] = numbers(argument);
    return (value) => value.length >= least && value.length <= most;
  },
  regex: (argument) => {
    const pattern = new RegExp(argument, 'i');
    return (value) => pattern.test(value);
  },
};

/** One of ASP.NET's route constraints. Throws when there is none of that name. */
export function constraint(written: {
  name: string;
  argument: string | undefined;
  template: string;
}): Constraint {
  const { name, argument, template } = written;
  const found =
    argument === undefined
      ? simple[name.toLowerCase()]
      : withArgument[name.toLowerCase()]?.(argument);
  if (found === undefined) {
    throw new Error(`The route "${template}" is not valid: there is no constraint "${name}"`);
  }
  return found;
}

function isInteger(value: string): boolean {
  return /^[+-]?\d+$/.test(value);
}

function isNumber(value: string): boolean {
  return /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(value);
}

function isWithin(value: string, least: bigint, most: bigint): boolean {
  if (!isInteger(value)) {
    return false;
  }
  const number = BigInt(value.replace('+', ''));
  return number >= least && number <= most;
}

function numbers(text: string): number[] {
  return text.split(',').map(Number);
}
