import { sayState } from '../../../machines/words.ts'
import { LEVEL_ZH } from '../../model/level.ts'
import { POST_EN, POST_ZH, type Post } from '../../model/post.ts'
import { addMinutes, showInstant, type Instant } from '../../model/time.ts'
import type { OpenThings } from './store.ts'

interface Tell {
  readonly zh: string
  readonly en: string
}

/** From when a shift may be checked in: earlier it would say nothing about who will be there. */
export function opensAt(from: Instant, { earlyMinutes }: { readonly earlyMinutes: number }): Instant {
  return addMinutes(from, -earlyMinutes)
}

/** A shift as people know it: area, post, beginning. */
export function nameOfShift(area: string, post: Post, from: Instant): string {
  return `${area}${POST_ZH[post]} ${minute(from)}`
}

/** What whoever leaves would write down of what is open (交班草稿): from live data, the most pressing first. */
export function draftOf({ warnings, ...counts }: OpenThings): Tell[] {
  const lines = [
    counts.wakes > 0 && { zh: `有 ${counts.wakes} 项叫应无人应答。`, en: `${counts.wakes} calls are unanswered.` },
    ...warnings.map(({ name, state, level }) => {
      const said = sayState('warning', state)
      const zh = level === null ? '' : `${LEVEL_ZH[level]}预警`
      return { zh: `${name}${zh}：${said.zh}。`, en: `${name}${level === null ? '' : `, ${level}`}: ${said.en}.` }
    }),
    counts.unreached > 0 && {
      zh: `有 ${counts.unreached} 家企业的减排指令未送达。`,
      en: `${counts.unreached} enterprises have not been reached.`,
    },
    counts.unanswered > 0 && {
      zh: `有 ${counts.unanswered} 家企业未回复减排指令。`,
      en: `${counts.unanswered} enterprises have not answered.`,
    },
    counts.overdueTasks > 0 && {
      zh: `有 ${counts.overdueTasks} 项任务已超时。`,
      en: `${counts.overdueTasks} tasks are overdue.`,
    },
    counts.hardships > 0 && {
      zh: `有 ${counts.hardships} 件执行困难、申诉待办理。`,
      en: `${counts.hardships} difficulties and appeals are open.`,
    },
    counts.deadFeeds > 0 && {
      zh: `有 ${counts.deadFeeds} 个数据接口中断。`,
      en: `${counts.deadFeeds} feeds are dead.`,
    },
  ].filter((line) => line !== false)
  return lines.length > 0 ? lines : [{ zh: '无待办事项。', en: 'Nothing is open.' }]
}

/** What is told of a post at which nobody is. @param named whether it is known who should be there */
export function sayAbsent(area: string, { post, from }: { post: Post; from: Instant }, named: boolean): Tell {
  const since = minute(from)
  return named
    ? {
        zh: `缺岗：${area}${POST_ZH[post]}应于 ${since} 到岗，至今无人签到，请立即到岗或安排替班。`,
        en: `Nobody is in post: the ${POST_EN[post]} of ${area} was due at ${since}. Come, or name who stands in.`,
      }
    : {
        zh: `缺岗：${area}应于 ${since} 起由${POST_ZH[post]}在岗指挥，至今未明确人员，请立即明确并到岗。`,
        en: `Nobody has been named: the ${POST_EN[post]} of ${area} is to be in post since ${since}. Name somebody now.`,
      }
}

/** What asks a county to say who of its heads is in post. */
export function sayName(area: string, { post, from }: { post: Post; from: Instant }): Tell {
  return {
    zh: `预警生效，${area}${POST_ZH[post]}自 ${minute(from)} 起须在岗指挥，请立即明确人员并到岗签到。`,
    en: `A warning is in force: the ${POST_EN[post]} of ${area} is to be in post from ${minute(from)}. Say who it is.`,
  }
}

/** What asks somebody to come to the post. */
export function sayCome(area: string, { post, from, until }: { post: Post; from: Instant; until: Instant }): Tell {
  if (post === 'governmentHead' || post === 'partyHead')
    return {
      zh: `预警生效，请${area}${POST_ZH[post]}自 ${minute(from)} 起在岗指挥，并到岗签到。`,
      en: `A warning is in force: the ${POST_EN[post]} of ${area} is to be in post from ${minute(from)}. Come and check in.`,
    }
  return {
    zh: `${area}${POST_ZH[post]}：您的班次 ${minute(from)} 至 ${minute(until)}，请到岗签到。`,
    en: `${POST_EN[post]} of ${area}: your shift is ${minute(from)} to ${minute(until)}. Come and check in.`,
  }
}

function minute(at: Instant): string {
  return showInstant(at).slice(0, 16).replace('T', ' ')
}
