import type { AddressInfo } from 'node:net';
import { create_container, message as codec } from 'rhea';
import type { Delivery, EventContext, Receiver, Sender } from 'rhea';

/*
 * What the AMQP library does by itself, as a process of its own: takes what is sent and forgets it,
 * or sends one and the same message for as long as it is given credit. Prints its port.
 */

const container = create_container({
  receiver_options: { credit_window: 5_000 },
  sender_options: { autosettle: false },
});
container.sasl_server_mechanisms['enable_plain']?.(() => true);

const message = { body: 'x'.repeat(500), message_id: 'bare' };

container.on('connection_open', ({ connection }: EventContext) => {
  connection.on('receiver_open', ({ receiver }: EventContext) => attach(receiver));
  connection.on('sender_open', ({ sender }: EventContext) => attach(sender));
  connection.on('sendable', ({ sender }: EventContext) => sendAll(sender));
  connection.on('accepted', ({ delivery, sender }: EventContext) => {
    if (delivery !== undefined) {
      settle(delivery);
    }
    sendAll(sender);
  });
});
container.on('disconnected', () => undefined);

function attach(link: Receiver | Sender | undefined): void {
  link?.set_source(link.source);
  link?.set_target(link.target);
}

function sendAll(sender: Sender | undefined): void {
  while (sender?.sendable()) {
    sender.send(message);
  }
}

/** A receiver that settles second waits for this; the library itself would wait for that receiver. */
function settle(delivery: Delivery): void {
  delivery.update(true, codec.accepted().described());
  Object.assign(delivery, { remote_settled: true });
}

const server = container.listen({ port: 0, host: '127.0.0.1', max_frame_size: 65_536 });
server.once('listening', () => {
  const { port }: AddressInfo = Object.assign(
    { port: 0, address: '', family: '' },
    server.address(),
  );
  process.stdout.write(`${port}\n`);
});
