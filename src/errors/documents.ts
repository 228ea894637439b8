/** Refusals about documents: a part of the catalogue in `src/errors.ts`. */
export const DOCUMENTS = {
  'document.noFont': {
    status: 501,
    zh: '本机没有中文字体，不能生成 PDF。',
    en: 'This machine has no Chinese font, so no PDF can be made.',
    next: {
      zh: '先下载 docx；或由管理员安装 fonts-noto-cjk，或用 AIRSHED_FONT 指定字体后重启。',
      en: 'Take the docx; or have fonts-noto-cjk installed, or a font named by AIRSHED_FONT, and the engine started anew.',
    },
  },
} as const
