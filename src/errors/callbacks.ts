/** Refusals of what providers of messages call back (回调). */
export const CALLBACKS = {
  'callback.forged': {
    status: 401,
    zh: '回调未通过验证。',
    en: 'This callback does not prove who it comes from.',
    next: {
      zh: '按 AIRSHED_CHANNELS 中约定的方式签名或携带令牌。',
      en: 'Sign it, or send the token, as AIRSHED_CHANNELS says.',
    },
  },
} as const
