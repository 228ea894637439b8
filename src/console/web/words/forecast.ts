import { words } from '../words.ts'

/** 报送预报. */
export const forecast = words({
  take: { zh: '报送预报', en: 'Hand in a forecast' },
  title: { zh: '报送预报', en: 'Hand in a forecast' },
  does: {
    zh: '选择预报文件，或直接粘贴、填写。报送后立即研判；达到预警条件的，自动提出建议并发起会商，不会直接下达指令。',
    en: 'Choose a file, or paste and type. It is judged at once: where it calls for a warning one is proposed and a consultation called. Nothing is ordered by it.',
  },
  file: { zh: '选择文件（JSON 或 CSV）', en: 'Choose a file (JSON or CSV)' },
  sample: { zh: '填入示例', en: 'Fill in an example' },
  content: { zh: '内容', en: 'Content' },
  contentHint: {
    zh: 'CSV 首行为列名：date、aqi，可有 area、pm25 等；JSON 为预报接口的格式。可在此直接修改。',
    en: 'CSV with a first row of names: date, aqi, and perhaps area, pm25 and so on; or JSON as feeds send it. It can be put right here.',
  },
  provider: { zh: '预报来源', en: 'Provider' },
  providerHint: { zh: '按来源优先次序采用', en: 'whose word counts first is set elsewhere' },
  issuedAt: { zh: '起报时间', en: 'Issued at' },
  row: { zh: '行', en: 'Row' },
  day: { zh: '日期', en: 'Day' },
  finding: { zh: '检查结果', en: 'Finding' },
  takenAs: { zh: '采用，AQI {aqi}', en: 'taken, AQI {aqi}' },
  taken: { zh: '采用', en: 'taken' },
  held: { zh: '不采用：{why}', en: 'not taken: {why}' },
  wouldaccept: { zh: '可以报送：采用 {n} 个值', en: 'Can be handed in: {n} values count' },
  wouldrevise: { zh: '作为同一期预报的更正：采用 {n} 个值', en: 'A revision of the same issue: {n} values count' },
  wouldchangeNothing: { zh: '与已有预报完全相同，不会改变什么', en: 'The very same is known: nothing changes' },
  wouldreject: { zh: '整份不采用：{why}', en: 'Not taken at all: {why}' },
  send: { zh: '报送', en: 'Hand in' },
  sent: { zh: '已报送，正在研判', en: 'Handed in; it is being judged' },
  checking: { zh: '正在检查', en: 'Being checked' },
  faultEmpty: { zh: '还没有内容', en: 'Nothing here yet' },
  faultJson: { zh: '不是完整的 JSON，请检查引号和逗号', en: 'Not whole JSON: look at quotes and commas' },
  faultValues: { zh: '没有预报值', en: 'It has no values' },
  faultDate: { zh: '首行缺少 date 列', en: 'The first row has no column date' },
  faultNumbers: { zh: '首行缺少 aqi 或浓度列', en: 'The first row has neither aqi nor a concentration' },
  faultEncoding: {
    zh: '读不出文字，请另存为“CSV UTF-8”后再选',
    en: 'Its text can’t be read: save it as CSV UTF-8 and choose it again',
  },
})
