import { html } from '../../portal/html.ts'
import { pageOf, type Language } from '../../portal/layout.ts'

/** The log-in of the pages for counties and townships (属地页登录); the account is that of the duty console. */
export function enterPage(
  { login, said, withCode }: { login: string; said: string | null; withCode: boolean },
  { language, exercise }: { language: Language; exercise: boolean },
): string {
  const zh = language === 'zh'
  const title = zh ? '县（市、区）和乡镇（街道）登录' : 'Counties and townships: log in'
  return pageOf({
    title,
    language,
    exercise,
    body: html`<h1>${title}</h1>
      ${said !== null && html`<p class="short" role="alert">${said}</p>`}
      <form method="post" action="/c/enter?lang=${language}">
        <label for="login">${zh ? '账号' : 'Name'}</label>
        <input id="login" name="login" maxlength="100" required autocomplete="username" value="${login}" />
        <label for="password">${zh ? '密码' : 'Password'}</label>
        <input
          id="password"
          name="password"
          type="password"
          maxlength="1000"
          required
          autocomplete="current-password"
        />
        ${
          withCode &&
          html`<label for="code"
              >${zh ? '动态口令（手机上的 6 位数字，或备用恢复码）' : 'Code: six figures, or a recovery code'}</label
            >
            <input id="code" name="code" maxlength="30" autocomplete="one-time-code" inputmode="numeric" />`
        }
        <button>${zh ? '登录' : 'Log in'}</button>
      </form>
      <p class="hint">
        ${zh ? '账号与值班台相同，由本级系统管理员开通。' : 'The account is that of the duty console; your administrator opens it.'}
      </p>
      <p><a href="/console/">${zh ? '打开值班台' : 'The duty console'}</a></p>`,
  })
}
