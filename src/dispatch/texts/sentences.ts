import { chinese } from './chinese.ts'
import { english } from './english.ts'
import type { Sentences } from './catalogue.ts'
import type { ToldIn } from './told.ts'

/** Every sentence of the texts, in each language that a receiver may have. */
export const SENTENCES: Readonly<Record<ToldIn, Sentences>> = { zh: chinese, en: english }
