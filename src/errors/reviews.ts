/** What reviews and the season's reports refuse: a part of the catalogue in `src/errors.ts`. */
export const REVIEWS = {
  'review.nothingSigned': {
    status: 409,
    zh: '{name}尚未签发，没有可总结的内容。',
    en: 'Nothing has been signed of {name} yet: there is nothing to review.',
    next: { zh: '签发后再查看。', en: 'Look again once it is signed.' },
  },
} as const
