import type { Connection, Sender } from 'rhea';

/*
 * rhea 3.0.5 marks what is its own with an underscore. What the broker needs of it is here, and
 * nowhere else.
 */

/* oxlint-disable no-underscore-dangle -- the names are rhea's */

/** Has rhea write what is due on the connection, once this turn is through. */
export function writeSoon(connection: Connection): void {
  connection._register();
}

/**
 * Whether the attach frame of the link is written. rhea writes it at the end of the turn, and would
 * send transfers ahead of it to a client that has pipelined its attach and its credit.
 */
export function isAttached(sender: Sender): boolean {
  return sender.state.local_open && sender.state.open_requests === 0;
}

/** Calls back once the link may send: now, or in the next turn. */
export function whenAttached(sender: Sender, callback: () => void): void {
  if (isAttached(sender)) {
    callback();
  } else {
    setImmediate(callback);
  }
}

/** Keeps rhea from answering an attach by itself, as it is about to in the event of its arrival. */
export function holdAttach(sender: Sender): void {
  sender.state.local_open = false;
  sender.state.open_requests -= 1;
}

/** Answers an attach that was held. */
export function answerAttach(sender: Sender): void {
  sender.open();
}

/** Writes the empty frame of a heartbeat. */
export function writeEmptyFrame(connection: Connection): void {
  connection._write_frame(0);
}

export function isDraining(sender: Sender): boolean {
  return sender._draining;
}

/** rhea answers no drain when the credit is used up already, and the SDK then closes the link. */
export function answerEveryDrain(sender: Sender): void {
  sender._get_drain = () => {
    const answersDrain = sender._draining;
    sender._draining = false;
    return answersDrain;
  };
}

/** The SASL mechanism with which a client has begun; undefined for one that skipped that. */
export function saslMechanismOf({ sasl_transport }: Connection): object | undefined {
  return sasl_transport?.selected?.mechanism;
}

/** rhea leaves its timers running, for minutes, when a socket closes without a proper end. */
export function stopHeartbeats(connection: Connection): void {
  clearTimeout(connection.heartbeat_in);
  clearTimeout(connection.heartbeat_out);
}
