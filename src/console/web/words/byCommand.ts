import { words } from '../words.ts'

/** 演练: what runs on the command line of the machine until this page can start it. */
export const byCommand = words({
  drills: { zh: '演练', en: 'Drills' },
  drillsWhy: {
    zh: '演练在单独的临时环境里走完全部环节，模拟企业接收并答复指令，结束后给出报告；不会触及任何真实渠道。目前在引擎所在机器的命令行启动：',
    en: 'A drill plays the whole path in a throw-away world with simulated enterprises, and ends with a report; no live channel can be reached from it. For now it is started on the command line of the machine:',
  },
  drill: { zh: '忻州 2023 年 12 月', en: 'Xinzhou, December 2023' },
  badNight: { zh: '忻州 2023 年 12 月，故障之夜', en: 'Xinzhou, December 2023, a bad night' },
  city: { zh: '运城 2020 年 12 月，全市', en: 'Yuncheng, December 2020, the whole city' },
})
