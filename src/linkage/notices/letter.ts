import type { Document } from '../../document/document.ts'
import type { Letter } from '../../dispatch/letters/letter.ts'
import { plain } from '../../dispatch/texts/plain.ts'
import { speak } from '../../dispatch/texts/speech.ts'
import type { Id } from '../../model/id.ts'
import type { Receiver } from './decide.ts'

/** A notice as a message: what it is called in few words, all of it where there is room, and the page that keeps it. */
export function noticeLetter(
  { id, areaName, document }: { id: Id; areaName: string; document: Document },
  { kind, receiver, name }: Receiver,
): Letter {
  const number = document.number === null ? '' : `（${document.number}）`
  const what = `${plain(areaName)}${document.title}${number}`
  const [of, named = ''] = receiver.split(':')
  return {
    about: 'notice',
    subject: id,
    ...(of === 'department' ? { department: { id: named, name } } : { officer: named }),
    say: {
      zh: `${what}。${kind === 'neighbour' ? '请知悉，做好区域联动。' : '请按职责落实。'}`,
      en: `A notice of ${plain(areaName)}${document.number === null ? '' : `, ${document.number}`}: the document is on its page.`,
    },
    texts: {
      subject: what,
      short: `〔通知〕${what}。请点开链接查看并确认收到：`,
      spoken: `${speak(`您好，${what}。`)}请打开短信中的链接查看并确认收到。`,
      long: [what, ...paragraphsOf(document)].join('\n'),
    },
  }
}

/** What it says, without its tables: these are on its page and in the document. */
export function paragraphsOf({ body }: Document): string[] {
  return body.flatMap((block) => (block.kind === 'table' ? [] : [plain(block.text)]))
}
