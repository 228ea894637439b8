import type { StateValueFrom } from 'xstate'
import type { ReviewEvent, reviewMachine } from '../review.ts'
import { refused, stay, to, when, type Leaves, type Table } from './expected.ts'

export type ReviewState = Leaves<StateValueFrom<typeof reviewMachine>>
export type ReviewGuard = 'deadlineStands' | 'isWrite'

const noDeadline = refused('the clock saw a deadline that no longer stands')
const overdue = when<ReviewState, ReviewGuard>(['deadlineStands'], stay(['wake']))
const notWritten = refused('it is not written yet')
const notSigned = refused('it is not signed')
const notPublished = refused('it is not published')
const signed = refused('it is signed: its figures stand')
const published = refused('it is published: a corrected one takes its place')
const replaced = refused('a corrected one has taken its place')

/** The review of a warning (总结评估): what every event does in every state. */
export const reviewTable: Table<ReviewState, ReviewEvent['type'], ReviewGuard> = {
  collecting: {
    REVIEW_CALLED: to('writing', ['writeReview']),
    REVIEW_WRITTEN: refused('nobody has asked for it yet'),
    REVIEW_ANNOTATED: notWritten,
    REVIEW_SIGNED: notWritten,
    REVIEW_PUBLISHED: notWritten,
    REVIEW_REPLACED: notPublished,
    TICK: [when(['deadlineStands', 'isWrite'], to('writing', ['writeReview'])), overdue, noDeadline],
  },
  writing: {
    REVIEW_CALLED: refused('it is being written'),
    REVIEW_WRITTEN: to('written'),
    REVIEW_ANNOTATED: notWritten,
    REVIEW_SIGNED: notWritten,
    REVIEW_PUBLISHED: notWritten,
    REVIEW_REPLACED: notPublished,
    TICK: [overdue, noDeadline],
  },
  written: {
    REVIEW_CALLED: to('writing', ['writeReview']),
    REVIEW_WRITTEN: refused('nobody has asked for it anew'),
    REVIEW_ANNOTATED: stay(),
    REVIEW_SIGNED: to('signed'),
    REVIEW_PUBLISHED: notSigned,
    REVIEW_REPLACED: notPublished,
    TICK: [overdue, noDeadline],
  },
  signed: {
    REVIEW_CALLED: signed,
    REVIEW_WRITTEN: signed,
    REVIEW_ANNOTATED: signed,
    REVIEW_SIGNED: signed,
    REVIEW_PUBLISHED: to('published'),
    REVIEW_REPLACED: notPublished,
    TICK: [overdue, noDeadline],
  },
  published: {
    REVIEW_CALLED: published,
    REVIEW_WRITTEN: published,
    REVIEW_ANNOTATED: published,
    REVIEW_SIGNED: published,
    REVIEW_PUBLISHED: published,
    REVIEW_REPLACED: to('replaced'),
    TICK: published,
  },
  replaced: {
    REVIEW_CALLED: replaced,
    REVIEW_WRITTEN: replaced,
    REVIEW_ANNOTATED: replaced,
    REVIEW_SIGNED: replaced,
    REVIEW_PUBLISHED: replaced,
    REVIEW_REPLACED: replaced,
    TICK: replaced,
  },
}
