import { showInstant, type Instant } from '../../model/time.ts'

/** What whoever unpacks it reads first (说明). */
export function readme(told: {
  readonly name: string
  readonly at: Instant
  readonly from: number
  readonly to: number
  readonly checkpoint: number
  readonly key: string
  readonly papers: number
  readonly orders: number
  readonly missing: readonly string[]
  readonly exercise: boolean
}): string {
  const { name, at, from, to, checkpoint, key, papers, orders, missing, exercise } = told
  return `${exercise ? '【演练】\n' : ''}${name} 重污染天气应急响应审计资料包
生成时间：${showInstant(at)}

一、内容
1. papers/ ：通知、会商纪要、已发布的总结评估，共 ${papers} 件（docx）。
2. orders.jsonl ：减排指令各版本全文，共 ${orders} 份，每行一份。
3. warning.json ：预警现状和签发记录。
4. journal.jsonl ：日志第 ${from} 条至第 ${checkpoint} 条全文，每行一条；其中与本次预警有关的为第 ${from} 条至第 ${to} 条之间的条目。姓名、电话不在日志中，只有编号。
5. checkpoints.jsonl ：第 ${checkpoint} 条处的签名检查点。
6. keys/${key}.pem ：检查点公钥。
7. checker.mjs ：离线校验程序，单个文件，可通读，不依赖本系统。
8. SHA256SUMS 、SHA256SUMS.json ：以上各文件的 SHA-256 值及其签名。
${missing.length === 0 ? '' : `\n未能收入的文件：${missing.join('、')}。请在系统中单独下载。\n`}
二、校验
1. 在任一装有 Node.js（18 以上版本）的计算机上解压，不需要联网。
2. 在解压后的目录中运行：node checker.mjs --bundle . --key 公钥文件
   公钥应当用贵单位早先自行留存的一份；没有留存的，用 keys/${key}.pem ，但与资料包同来的公钥只能证明资料包前后一致，不能证明来源。
3. 输出中 "ok":true 为通过；"ok":false 时，"broken" 说明从哪一条、哪个文件起不符。
4. 文件也可用 sha256sum -c SHA256SUMS 核对。

三、能证明什么
日志逐条相连，改动、删除、插入、调换任何一条，其后的杂凑值都不再相符；检查点的私钥不在数据库中，截去末尾或整段重写也会与检查点不符。本资料包从第 ${from} 条开始，此前的日志另行导出。
`
}
