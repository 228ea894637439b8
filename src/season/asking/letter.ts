import type { Letter } from '../../dispatch/letters/letter.ts'
import { speak } from '../../dispatch/texts/speech.ts'
import { plain } from '../../dispatch/texts/plain.ts'
import type { Department } from '../../tasks/registry/store.ts'
import type { Submission } from '../clock/store.ts'

/** 请填报调度表: asks an office for its part of a monthly report; once more where it has given none. */
export function askingLetter(
  { id, name }: Department,
  { id: subject, name: report, dueDay }: Submission,
  { again }: { readonly again: boolean },
): Letter {
  const [, month = '', day = ''] = dueDay.split('-')
  const by = `${Number(month)}月${Number(day)}日`
  const ask = `${plain(name)}：${again ? '至今未收到贵单位填报内容。' : ''}${plain(report)}须于${by}前报送，请尽快填报本单位任务进展。`
  return {
    about: 'monthlyReport',
    subject,
    department: { id, name },
    say: {
      zh: `〔调度表〕${ask}`,
      en: `${again ? 'Nothing has come from you yet. ' : ''}${plain(report)} is due by ${dueDay}: please enter how your tasks stand.`,
    },
    texts: {
      subject: `${plain(report)}填报：${plain(name)}`,
      short: `〔调度表〕${ask}填报请点链接：`,
      spoken: `${speak(`您好，${ask}`)}填报请打开短信中的链接。`,
      long: `${plain(report)}\n${ask}\n请点开下面的链接填报。`,
    },
  }
}
