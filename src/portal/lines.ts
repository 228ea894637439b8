import type { OrderContent } from '../plan/order.ts'
import { html, type Html } from './html.ts'
import type { Language } from './layout.ts'
import { showLine, showWhen } from './words.ts'

/** Line by line: the line, the verb, the time, and what holds until it stands still. */
export function linesOf(content: OrderContent, language: Language, { folded }: { folded: boolean }): Html {
  const zh = language === 'zh'
  const { lines, transport, suspended } = content
  const rests = suspended ? showWhen(suspended.from, language) : null
  return html`${
      rests !== null &&
      html`<p class="notice">
        ${
          zh
            ? `${rests} 起暂停执行，此前继续执行。指令仍然有效，恢复时另行通知；以下为恢复后执行的措施。`
            : `It rests from ${rests} and holds until then. The order stands: what follows holds again once you are told.`
        }
      </p>`
    }
    <ol class="lines">
      ${lines.map((line) => {
        const shown = showLine(line, content, language)
        const { name, what, starts, continues, rampDownFrom, safeStopHours, short, meanwhile, sentence } = shown
        return html`<li>
          <p class="name">${name}</p>
          <p class="what">${what}</p>
          <p class="when">
            ${
              continues
                ? zh
                  ? '已在执行，继续'
                  : 'already in force, goes on'
                : `${showWhen(starts, language)}${zh ? ' 起' : ''}`
            }
          </p>
          ${
            rampDownFrom !== null &&
            html`<p class="${short ? 'short' : 'ramp'}">
              ${
                short
                  ? zh
                    ? `通知时间短于安全停车所需 ${safeStopHours} 小时：请立即起降负荷，按安全规程停车。`
                    : `The notice is shorter than the ${safeStopHours} h that a safe stop takes: ramp down at once and stop by the safety rules.`
                  : zh
                    ? `安全停车需 ${safeStopHours} 小时，请于 ${showWhen(rampDownFrom, language)} 起降负荷。`
                    : `A safe stop takes ${safeStopHours} h: ramp down from ${showWhen(rampDownFrom, language)}.`
              }
              ${short && meanwhile !== null && (zh ? `停稳之前：${meanwhile}。` : `Until it stands still: ${meanwhile}.`)}
            </p>`
          }
          ${
            folded &&
            html`<details>
              <summary>${zh ? '核查方式与依据' : 'How it is checked, and by which clause'}</summary>
              <p>${sentence}</p>
            </details>`
          }
        </li>`
      })}
      ${
        transport &&
        html`<li>
          <p class="name">${zh ? '运输' : 'Transport'}</p>
          <p class="what">${transport.say[language]}</p>
        </li>`
      }
    </ol>`
}
