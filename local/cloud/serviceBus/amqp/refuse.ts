import type { link as Link } from 'rhea';
import type { ServiceBusError } from '../serviceBusError';

/** Ends a link with an error; one that is not attached yet is attached to nothing first, as AMQP wants it. */
export function refuse(link: Link, { condition, message }: ServiceBusError): void {
  link.local.attach.source = undefined;
  link.local.attach.target = undefined;
  link.close({ condition, description: message });
}
