import { mkdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

/** Whoever has the turn touches the lock file this often; one silent for longer is dead. */
const beatMs = 1_000;
const deadAfterMs = 10_000;

/**
 * Does the work while no other process is at it under the same lock file.
 *
 * A process that was killed leaves its lock behind, and the next waits ten seconds for it. The
 * lock carries no process id, because ids come round again, in containers very soon.
 */
export async function inTurn(
  /** @type {string} */ lock,
  /** @type {{ work: () => Promise<void>, onWait: () => void }} */ { work, onWait },
) {
  await take(lock, onWait);
  const release = () => rmSync(lock, { force: true });
  const beating = setInterval(() => touch(lock), beatMs);
  process.on('exit', release);
  try {
    await work();
  } finally {
    clearInterval(beating);
    process.off('exit', release);
    release();
  }
}

async function take(/** @type {string} */ lock, /** @type {() => void} */ onWait) {
  mkdirSync(path.dirname(lock), { recursive: true });
  for (let waiting = false; !create(lock); waiting = true) {
    if (!waiting) {
      onWait();
    }
    if (Date.now() - lastBeat(lock) > deadAfterMs) {
      rmSync(lock, { force: true });
    } else {
      await pause(100);
    }
  }
}

function create(/** @type {string} */ lock) {
  try {
    writeFileSync(lock, `${process.pid}\n`, { flag: 'wx' });
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') {
      return false;
    }
    throw error;
  }
}

function touch(/** @type {string} */ lock) {
  if (statSync(lock, { throwIfNoEntry: false })) {
    utimesSync(lock, new Date(), new Date());
  }
}

function lastBeat(/** @type {string} */ lock) {
  return statSync(lock, { throwIfNoEntry: false })?.mtimeMs ?? Date.now();
}
