/* oxlint-disable -- it runs in a browser, whose types are not here */
for (const box of document.querySelectorAll('.photos')) {
  const said = box.querySelector('.hint')
  box.hidden = false
  box.querySelector('input').addEventListener('change', async ({ target }) => {
    let taken = 0
    for (const file of target.files) {
      const headers = {
        'content-type': 'application/octet-stream',
        'x-word': box.dataset.word,
        accept: 'application/json',
      }
      try {
        const answer = await fetch(box.dataset.to, { method: 'POST', headers, body: file })
        const { detail, next } = await answer.json()
        if (answer.ok) taken++
        else {
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
