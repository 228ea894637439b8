/* oxlint-disable -- it runs in a browser, whose types are not here */
// An answer that is given while the net is gone stays on the phone and is sent when it is back: walls of a furnace hall
// let nothing through. Without this script every form works as forms do.
const note = document.querySelector('#kept')
const waiting = 'airshed answer '

/** Sends what waits on this phone; what can not be sent yet stays. */
async function sendAll() {
  const keys = Object.keys(localStorage)
    .filter((key) => key.startsWith(waiting))
    .sort()
  let sent = false
  for (const key of keys) {
    const { url, body } = JSON.parse(localStorage.getItem(key))
    const answer = await post(url, body)
    if (answer === null || answer.status >= 500 || answer.status === 429) {
      note.hidden = false
      return
    }
    localStorage.removeItem(key)
    if (answer.type === 'opaqueredirect') sent = true
    else {
      // Refused, or the desk was left meanwhile: whoever gave it has to know.
      note.textContent = note.dataset.refused
      note.hidden = false
      return
    }
  }
  if (sent) location.assign(`/e${location.search}`)
}

async function post(url, body) {
  try {
    const headers = { 'content-type': 'application/x-www-form-urlencoded' }
    return await fetch(url, { method: 'POST', headers, body, redirect: 'manual' })
  } catch {
    return null
  }
}

for (const form of document.querySelectorAll('form[action^="/e/orders/"]'))
  form.addEventListener('submit', async (event) => {
    const given = new FormData(form, event.submitter)
    // A photograph is too much to be kept here. With a net the form goes as forms do; without one it stays as it is.
    if (given.get('photo')?.size > 0) {
      if (navigator.onLine) return
      event.preventDefault()
      note.textContent = note.dataset.photo
      note.hidden = false
      return
    }
    given.delete('photo')
    event.preventDefault()
    const body = new URLSearchParams(given).toString()
    const answer = await post(form.action, body)
    if (answer === null) {
      localStorage.setItem(waiting + Date.now(), JSON.stringify({ url: form.action, body }))
      note.hidden = false
      return
    }
    // What was taken is on the page; what was refused is asked again as forms ask, for the words beside the field.
    if (answer.type === 'opaqueredirect') location.assign(`/e${location.search}`)
    else {
      const field = document.createElement('input')
      Object.assign(field, {
        type: 'hidden',
        name: event.submitter?.name || 'none',
        value: event.submitter?.value ?? '',
      })
      form.append(field)
      form.submit()
    }
  })

addEventListener('online', sendAll)
sendAll()
