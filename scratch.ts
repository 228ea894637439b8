import { readFileSync } from 'node:fs'
import { planOrders } from './src/plan/decide.ts'
import { loadMeasures } from './src/rulebook/measures.ts'
import { loadApplying } from './src/rulebook/applying.ts'
const rules = { measures: loadMeasures(), applying: loadApplying() }
const all = (JSON.parse(readFileSync('/tmp/list5000.json','utf8')) as any[]).map(({entry}) => ({enterprise: entry.creditCode, entry}))
const terms: any = { level:'orange', starts:'2020-12-25T16:00:00.000Z', ends:'2020-12-31T16:00:00.000Z', issuedAt:'2020-12-25T10:00:00.000Z', asOf:'2020-12-25', list:{id:'l',name:'运城市应急减排清单 2020'}, spares: new Set(['140802']) }
const seen = new Set<string>()
const orders = planOrders(all, terms, rules)
const by: any = {}; for (const {content: o} of orders) by[o.basis] = (by[o.basis]??0)+1; console.log(by)
for (const [n,{content: o}] of orders.entries()) {
  const e = all[n].entry
  const key = o.basis + (o.transport?'T':'') + o.lines.map(l=>l.flags.join()+l.action.measure.kind+(l.also?'+':'')).slice(0,1).join()
  if (seen.has(key)) continue; seen.add(key)
  console.log('\n#', key, e.industry, e.zone, e.county); console.log(o.summary.zh); for (const l of o.lines) console.log('  -', l.say.zh); if (o.transport) console.log('  运输', o.transport.say.zh)
  const l=o.lines[0]; if(seen.size<6) console.log('  en', o.summary.en, l?.say.en)
}
