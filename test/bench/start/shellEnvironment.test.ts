import { expect, it } from '@jest/globals';
import { shellEnvironment } from '../../../bench/start/shellEnvironment';

it('takes away what npm put in, and keeps the rest', () => {
  const env = {
    HOME: '/home/somebody',
    NODE_ENV: 'test',
    npm_config_json: 'true',
    npm_lifecycle_event: 'bench',
    INIT_CWD: '/project',
    PATH: '/project/node_modules/.bin:/node_modules/.bin:/usr/bin:/bin',
  };

  expect(shellEnvironment(env)).toEqual({ HOME: '/home/somebody', PATH: '/usr/bin:/bin' });
});
