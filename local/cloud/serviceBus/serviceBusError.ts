/** A refusal with the AMQP error condition that Service Bus clients turn into a `ServiceBusError` code. */
export class ServiceBusError extends Error {
  override readonly name = 'ServiceBusError';
  readonly condition: string;

  constructor(condition: string, description: string) {
    super(description);
    this.condition = condition;
  }
}

export function messageLockLost(): ServiceBusError {
  return new ServiceBusError(
    'com.microsoft:message-lock-lost',
    'The lock supplied is invalid. Either the lock expired, or the message has already been removed from the queue.',
  );
}

export function sessionLockLost(sessionId: string): ServiceBusError {
  return new ServiceBusError(
    'com.microsoft:session-lock-lost',
    `The session lock has expired on the session with id '${sessionId}'. Accept a new session.`,
  );
}

export function sessionCannotBeLocked(sessionId: string): ServiceBusError {
  return new ServiceBusError(
    'com.microsoft:session-cannot-be-locked',
    `The requested session '${sessionId}' cannot be accepted. It may be locked by another receiver.`,
  );
}

export function timedOut(): ServiceBusError {
  return new ServiceBusError(
    'com.microsoft:timeout',
    'The operation did not complete within the allotted timeout.',
  );
}

export function quotaExceeded(description: string): ServiceBusError {
  return new ServiceBusError('amqp:resource-limit-exceeded', description);
}

/** The SDK recognises this description as well as the condition: keep "The messaging entity … could not be found". */
export function entityNotFound(path: string): ServiceBusError {
  return new ServiceBusError(
    'amqp:not-found',
    `The messaging entity '${path}' could not be found.`,
  );
}

export function entityAlreadyExists(path: string): ServiceBusError {
  return new ServiceBusError(
    'com.microsoft:entity-already-exists',
    `The messaging entity '${path}' already exists.`,
  );
}

export function entityDisabled(path: string): ServiceBusError {
  return new ServiceBusError(
    'com.microsoft:entity-disabled',
    `Messaging entity '${path}' is currently disabled.`,
  );
}

export function unauthorized(reason: string): ServiceBusError {
  return new ServiceBusError('amqp:unauthorized-access', `Unauthorized access. ${reason}`);
}

export function argumentError(description: string): ServiceBusError {
  return new ServiceBusError('com.microsoft:argument-error', description);
}

export function argumentOutOfRange(description: string): ServiceBusError {
  return new ServiceBusError('com.microsoft:argument-out-of-range', description);
}

export function messageSizeExceeded(description: string): ServiceBusError {
  return new ServiceBusError('amqp:link:message-size-exceeded', description);
}

export function messageNotFound(sequenceNumber: number): ServiceBusError {
  return new ServiceBusError(
    'com.microsoft:message-not-found',
    `The message with the sequence number ${sequenceNumber} could not be found.`,
  );
}

export function notAllowed(description: string): ServiceBusError {
  return new ServiceBusError('amqp:not-allowed', description);
}

export function decodeError(description: string): ServiceBusError {
  return new ServiceBusError('amqp:decode-error', description);
}
