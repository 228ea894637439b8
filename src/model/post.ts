/**
 * What somebody is on duty as (岗位): 值班员 and 带班领导 by the roster; 政府主要负责人 and 党委主要负责人 of a county while a
 * warning asks for them.
 */
export const POSTS = ['duty', 'leader', 'governmentHead', 'partyHead'] as const
export type Post = (typeof POSTS)[number]

/** The posts that a roster fills; the others begin and end with a warning. */
export const ROSTERED = ['duty', 'leader'] as const

/** The posts that a warning asks for (在岗指挥). */
export const HEADS = ['governmentHead', 'partyHead'] as const
export type Head = (typeof HEADS)[number]

export const POST_ZH: Readonly<Record<Post, string>> = {
  duty: '值班员',
  leader: '带班领导',
  governmentHead: '政府主要负责人',
  partyHead: '党委主要负责人',
}
export const POST_EN: Readonly<Record<Post, string>> = {
  duty: 'duty officer',
  leader: 'leader in post',
  governmentHead: 'head of the government',
  partyHead: 'head of the Party committee',
}
