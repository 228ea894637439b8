/* oxlint-disable -- it runs in a browser, whose types are not here */
// What an inspector has filled in stays on the phone until it is sent: plants have walls, and no net behind them.
if ('serviceWorker' in navigator) navigator.serviceWorker.register('/i/worker.js', { scope: '/i/' })

const form = document.querySelector('#visit')
const note = document.querySelector('#offline')
const waiting = 'airshed visit '
const draft = `airshed draft ${location.pathname}`

/** Sends all that waits on this phone; what can not be sent yet stays. */
async function sendAll() {
  const keys = Object.keys(localStorage).filter((key) => key.startsWith(waiting))
  // Photos go first: the record closes the visit.
  for (const key of keys.sort((a, b) => Number(a.endsWith(' record')) - Number(b.endsWith(' record')))) {
    const { url, type, body } = JSON.parse(localStorage.getItem(key))
    const bytes = type === 'image/jpeg' ? Uint8Array.from(atob(body), (sign) => sign.charCodeAt(0)) : body
    try {
      const headers = { 'content-type': type, accept: 'application/json' }
      const answer = await fetch(url, { method: 'POST', headers, body: bytes, redirect: 'manual' })
      if (answer.status >= 500 || answer.status === 429) return
      localStorage.removeItem(key)
      if (answer.ok) continue
      const { detail, next } = await answer.json()
      note.textContent = `${detail} ${next}`
      note.hidden = false
      return
    } catch {
      note.hidden = false
      return
    }
  }
  if (keys.length > 0) location.reload()
}

function keep(name, url, type, body) {
  localStorage.setItem(`${waiting}${location.pathname} ${name}`, JSON.stringify({ url, type, body }))
}

/** A photo as it is sent: no larger than the text on a meter needs. */
async function shrink(file) {
  const picture = await createImageBitmap(file)
  const scale = Math.min(1, 1600 / Math.max(picture.width, picture.height))
  const canvas = document.createElement('canvas')
  canvas.width = Math.round(picture.width * scale)
  canvas.height = Math.round(picture.height * scale)
  canvas.getContext('2d').drawImage(picture, 0, 0, canvas.width, canvas.height)
  return canvas.toDataURL('image/jpeg', 0.7).split(',')[1]
}

if (form) {
  const kept = JSON.parse(localStorage.getItem(draft) ?? '{}')
  for (const field of form.elements) {
    if (!field.name || field.type === 'hidden' || !(field.name in kept)) continue
    if (field.type === 'radio') field.checked = kept[field.name] === field.value
    else field.value = kept[field.name]
  }
  form.addEventListener('input', () => {
    localStorage.setItem(draft, JSON.stringify(Object.fromEntries(new FormData(form))))
  })
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    form.elements.seenAt.value = new Date().toISOString()
    const body = new URLSearchParams(new FormData(form)).toString()
    keep('record', form.action, 'application/x-www-form-urlencoded', body)
    localStorage.removeItem(draft)
    sendAll()
  })
  const photos = document.querySelector('#photos')
  photos.hidden = false
  photos.addEventListener('change', async () => {
    for (const file of photos.files) {
      keep(`photo ${file.name} ${file.lastModified}`, form.dataset.photos, 'image/jpeg', await shrink(file))
    }
    document.querySelector('#taken').textContent = `+ ${photos.files.length}`
    sendAll()
  })
}

addEventListener('online', sendAll)
sendAll()
