import { html } from '../../portal/html.ts'
import { pageOf, type Language } from '../../portal/layout.ts'

/** The page that sets a password (设置密码页). */
export function passwordPage(
  { link, login, shortest, asksCode }: { link: string; login: string; shortest: number; asksCode: boolean },
  language: Language,
): string {
  const zh = language === 'zh'
  return pageOf({
    title: zh ? '设置密码' : 'Set the password',
    language,
    exercise: false,
    body: html`<h1>${zh ? '设置密码' : 'Set the password'}</h1>
      <p>${zh ? `登录名：${login}` : `Log-in name: ${login}`}</p>
      <form method="post" action="/p/${link}?lang=${language}">
        <input type="text" name="login" value="${login}" autocomplete="username" readonly hidden />
        <label>
          ${zh ? `新密码（不少于 ${shortest} 个字符）` : `New password (at least ${shortest} characters)`}
          <input type="password" name="password" autocomplete="new-password" required minlength="${shortest}" />
        </label>
        ${
          asksCode &&
          html`<label>
            ${zh ? '动态口令（手机上的 6 位数字，或恢复码）' : 'Code of the telephone, or a recovery code'}
            <input type="text" name="code" autocomplete="one-time-code" required maxlength="40" />
          </label>`
        }
        <button class="first">${zh ? '设置' : 'Set it'}</button>
      </form>`,
  })
}

export function passwordSetPage(language: Language): string {
  const zh = language === 'zh'
  const title = zh ? '密码已设置' : 'The password is set'
  return pageOf({
    title,
    language,
    exercise: false,
    body: html`<h1>${title}</h1>
      <p>${zh ? '现在可以用新密码登录。' : 'You can log in with it now.'}</p>`,
  })
}
