/** What a browser sees at the host's root. */
export const welcomePage = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <title>Functions app</title>
  </head>
  <body>
    <h1>Your Functions app is up and running</h1>
    <p>Its functions are listed at <a href="/admin/functions">/admin/functions</a>.</p>
  </body>
</html>
`;
