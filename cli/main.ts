import { run } from './run';

/** Who reads only the first lines closes the pipe: that is no failure. */
process.stdout.on('error', (error: Error & { code?: string }) => {
  if (error.code !== 'EPIPE') {
    throw error;
  }
  process.exit();
});

void run(process.argv.slice(2), {
  env: process.env,
  out: process.stdout,
  err: process.stderr,
}).then((exit) => {
  process.exitCode = exit;
});
