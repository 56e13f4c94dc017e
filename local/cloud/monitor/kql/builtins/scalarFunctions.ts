import { calendarFunctions } from './calendarFunctions';
import { conditionalFunctions } from './conditionalFunctions';
import { conversionFunctions } from './conversionFunctions';
import { dynamicFunctions } from './dynamicFunctions';
import { mathFunctions } from './mathFunctions';
import type { Overload } from './overload';
import { patternFunctions } from './patternFunctions';
import { textFunctions } from './textFunctions';
import { timeFunctions } from './timeFunctions';

/** Every scalar function that the simulator implements, by name. */
export const scalarFunctions: ReadonlyMap<string, readonly Overload[]> = new Map(
  [
    calendarFunctions,
    conditionalFunctions,
    conversionFunctions,
    dynamicFunctions,
    mathFunctions,
    patternFunctions,
    textFunctions,
    timeFunctions,
  ].flatMap((functions) => Object.entries(functions)),
);
