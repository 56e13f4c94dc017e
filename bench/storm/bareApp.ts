import { app } from '@azure/functions';

// What receiveAlert is held against: a function that reads the body, and does nothing with it.

app.http('receiveNothing', {
  methods: ['POST'],
  route: 'alerts',
  authLevel: 'anonymous',
  handler: async (request) => {
    await request.text();
    return { status: 202, jsonBody: { receipt: 'none' } };
  },
});
