import type { Level } from '../../model/level.ts'
import { common } from './words/common.ts'
import type { Bi } from './words.ts'

export const LEVEL_WORDS: Readonly<Record<Level, Bi>> = {
  none: common.levelNone,
  blue: common.levelBlue,
  yellow: common.levelYellow,
  orange: common.levelOrange,
  red: common.levelRed,
}
