/** Refusals of the pages that people open without an account (页面). */
export const PAGES = {
  'page.noLink': {
    status: 401,
    zh: '请从消息中的链接打开。',
    en: 'Open the link in the message.',
    next: { zh: '重新点开短信、邮件或群消息中的链接。', en: 'Open the link in the SMS, mail or group message again.' },
  },
  'page.forged': {
    status: 403,
    zh: '这份表单不是从本页提交的，未登记任何回执。',
    en: 'This form does not come from the page; no answer was taken.',
    next: {
      zh: '重新打开消息中的链接，再点一次按钮。',
      en: 'Open the link in the message again and press the button.',
    },
  },
  'page.notOurs': {
    status: 403,
    zh: '这份表单不是从本页提交的，或登录已变更，未登记任何内容。',
    en: 'This form does not come from the page, or the log-in has changed; nothing was taken.',
    next: { zh: '刷新页面后再提交一次。', en: 'Load the page again and send it once more.' },
  },
  'page.notACounty': {
    status: 403,
    zh: '本页供县（市、区）和乡镇（街道）使用，当前登录：{name}。',
    en: 'These pages are for counties and townships; {name} is logged in.',
    next: { zh: '请到值班台 /console/ 办理。', en: 'Your place is the duty console, /console/.' },
  },
  'page.notYours': {
    status: 404,
    zh: '没有这一项，或不在您的辖区。',
    en: 'There is no such thing, or it lies outside of your area.',
    next: { zh: '返回 /c 重新选择。', en: 'Go back to /c and choose again.' },
  },
  'page.noWhy': {
    status: 422,
    zh: '请写明理由或情况，未登记任何内容。',
    en: 'Say why, or what there is; nothing was taken.',
    next: { zh: '填写后再提交。', en: 'Fill it in and send it again.' },
  },
  'page.noReason': {
    status: 422,
    zh: '请写明申诉的理由。',
    en: 'Say why the order is wrong.',
    next: { zh: '写明哪里不对、有什么依据。', en: 'Write what is wrong, and what shows it.' },
  },
  'page.noFiles': {
    status: 422,
    zh: '没有选择申报材料，申请未登记。',
    en: 'No file was chosen; nothing was taken.',
    next: { zh: '选择申报材料后再提交。', en: 'Choose the files and send it again.' },
  },
  'page.photoShows': {
    status: 422,
    zh: '没有选择照片反映的情况，照片和回执均未登记。',
    en: 'It was not said what the picture shows; neither it nor the answer was taken.',
    next: { zh: '选择后重新附上照片提交。', en: 'Choose it, attach the picture again and send it.' },
  },
  'page.photoTime': {
    status: 422,
    zh: '拍摄时间无法识别，照片和回执均未登记。',
    en: 'When it was taken can not be read; neither the picture nor the answer was taken.',
    next: { zh: '填写拍摄时间后重新附上照片提交。', en: 'Fill it in, attach the picture again and send it.' },
  },
  'page.photoTooLarge': {
    status: 413,
    zh: '照片超过 8 兆，照片和回执均未登记。',
    en: 'The picture is larger than 8 MB; neither it nor the answer was taken.',
    next: { zh: '换一张或降低分辨率后重新附上。', en: 'Attach a smaller one.' },
  },
  'page.noText': {
    status: 422,
    zh: '请写明执行困难的情况。',
    en: 'Say what the difficulty is.',
    next: {
      zh: '返回上一页，写明哪条线、为什么、能做到什么程度。',
      en: 'Go back and say which line, why, and what can be done.',
    },
  },
} as const
