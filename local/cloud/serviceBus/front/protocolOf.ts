/** What a client speaks, by the first bytes it sends. */
export type Protocol = 'tls' | 'amqp' | 'http';

const TLS_HANDSHAKE = 0x16;

export function protocolOf(firstBytes: Buffer): Protocol {
  if (firstBytes[0] === TLS_HANDSHAKE) {
    return 'tls';
  }
  return firstBytes.subarray(0, 4).toString('latin1') === 'AMQP' ? 'amqp' : 'http';
}
