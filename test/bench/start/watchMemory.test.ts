import { expect, it } from '@jest/globals';
import { watchMemory } from '../../../bench/start/watchMemory';

it('fails, rather than measure nothing, when a process of the demo was never seen', () => {
  const memory = watchMemory();

  memory.look([{ pid: process.pid, parent: 1, session: 1, start: '1' }]);

  expect(() => memory.rows()).toThrow('Saw no process that runs dist/local/host/worker/child.js');
});
