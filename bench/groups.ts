import type { Group } from './group';
import { broker } from './broker/broker';
import { decide } from './decide/decide';
import { host } from './host/host';
import { restore } from './restore/restore';
import { start } from './start/start';
import { storm } from './storm/storm';

/** Everything that can be measured, by the name it is asked for. */
export const groups: ReadonlyMap<string, Group> = new Map([
  ['start', start],
  ['host', host],
  ['broker', broker],
  ['decide', decide],
  ['storm', storm],
  ['restore', restore],
]);
