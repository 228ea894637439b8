import { html, type Html } from '../portal/html.ts'
import { showWhen } from '../portal/words.ts'
import { frame, type Shell } from './frame.ts'
import { whatOf } from './now.ts'
import type { Path, Response, Tightening } from './schemas.ts'

export interface Beside {
  readonly warning: string
  readonly responses: readonly Response[]
  readonly tightenings: readonly Tightening[]
}

/** 周边: what the other counties of the city make of the same warning, and whom polluted air reaches when. */
export function besidePage(all: readonly Beside[], paths: readonly Path[], shell: Shell): string {
  const zh = shell.language === 'zh'
  return frame(shell, '/c/beside', [
    all.length === 0 && html`<h1>${zh ? '目前没有生效的预警' : 'No warning holds now'}</h1>`,
    html`${all.map((one) => warningPart(one, shell))}`,
    html`${paths.map((path) => pathPart(path, shell))}`,
  ])
}

function warningPart({ warning, responses, tightenings }: Beside, { language, area }: Shell): Html {
  const zh = language === 'zh'
  return html`<article>
    <p class="company">${warning}</p>
    <table>
      <tr>
        <th>${zh ? '县（市、区）' : 'County'}</th>
        <th>${zh ? '状态' : 'State'}</th>
        <th>${zh ? '回执' : 'Acknowledged'}</th>
        <th>${zh ? '启动' : 'Started'}</th>
      </tr>
      ${responses.map(
        (one) =>
          html`<tr>
            <td>${one.area === area ? html`<strong>${one.county}</strong>` : one.county}</td>
            <td>${one.stateName[language]}</td>
            <td>${one.acknowledgedAt === null ? '—' : showWhen(one.acknowledgedAt, language)}</td>
            <td>${one.startedAt === null ? '—' : showWhen(one.startedAt, language)}</td>
          </tr>`,
      )}
    </table>
    ${
      tightenings.length > 0 &&
      html`<h2>${zh ? '各地加严' : 'Who asks more'}</h2>
        <ul class="rows">
          ${tightenings.map(
            (one) =>
              html`<li>
                ${one.county}：${whatOf(one.level, one.measures, language)}
                <p>${one.reason}　${showWhen(one.declaredAt, language)}</p>
              </li>`,
          )}
        </ul>`
    }
  </article>`
}

function pathPart({ reason, stops }: Path, { language }: Shell): Html {
  const zh = language === 'zh'
  return html`<article>
    <h2>${zh ? '污染传输预告' : 'Predicted transport'}</h2>
    <p class="hint">${reason}</p>
    <table>
      ${stops.map(
        ({ name, at, acknowledgedAt }) =>
          html`<tr>
            <td>${name}</td>
            <td>${showWhen(at, language)}</td>
            <td>${acknowledgedAt === null ? (zh ? '未回执' : 'not acknowledged') : zh ? '已回执' : 'acknowledged'}</td>
          </tr>`,
      )}
    </table>
  </article>`
}
