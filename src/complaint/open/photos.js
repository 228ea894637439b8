/* oxlint-disable -- it runs in a browser, whose types are not here */
const box = document.querySelector('#photos')
const said = document.querySelector('#sent')

if (box) {
  box.hidden = false
  document.querySelector('#files').addEventListener('change', async ({ target }) => {
    let taken = 0
    for (const file of target.files) {
      const { number, code } = box.dataset
      const headers = {
        'content-type': 'application/octet-stream',
        'x-number': number,
        'x-code': code,
        accept: 'application/json',
      }
      try {
        const answer = await fetch('/public/complaints/photos', { method: 'POST', headers, body: file })
        if (answer.ok) taken++
        else {
          const { detail, next } = await answer.json()
          said.textContent = `${file.name}：${detail} ${next}`
          return
        }
      } catch {
        said.textContent = `${file.name} ✗`
        return
      }
    }
    said.textContent = `✓ ${taken}`
  })
}
