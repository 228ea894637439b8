/* oxlint-disable -- it runs in a browser, whose types are not here */
// The pages of a day open without a net as they were seen last; whatever the server says goes first.
const SHELF = 'visits-1'

self.addEventListener('install', (event) => {
  event.waitUntil(caches.open(SHELF).then((shelf) => shelf.addAll(['/page.css', '/i/visit.js'])))
})

self.addEventListener('fetch', (event) => {
  const { request } = event
  if (request.method !== 'GET' || new URL(request.url).origin !== self.location.origin) return
  event.respondWith(
    fetch(request).then(
      async (answer) => {
        if (answer.ok) (await caches.open(SHELF)).put(request, answer.clone())
        return answer
      },
      async () => (await caches.match(request)) ?? Response.error(),
    ),
  )
})
