/** What instructions from above, counties' responses and their tightenings refuse. */
export const LINKAGE = {
  'instruction.county': {
    status: 422,
    zh: '{name}为县级，不发布预警，指令应登记到所在市。',
    en: '{name} is a county and issues no warnings: an instruction is entered for its city.',
    next: { zh: '改填所在市。', en: 'Name the city instead.' },
  },
  'instruction.ended': {
    status: 422,
    zh: '指令的结束时间早于开始时间，或已过。',
    en: 'The instruction ends before it begins, or has ended already.',
    next: { zh: '核对起止时间；没有结束时间的留空。', en: 'Check its hours; leave the end out where none is named.' },
  },
  'instruction.known': {
    status: 409,
    zh: '{document}已经登记。',
    en: '{document} was entered already.',
    next: {
      zh: '在 /instructions 中查看；登记有误的先撤销。',
      en: 'See it at /instructions; take a wrong entry back first.',
    },
  },
  'instruction.notHeeded': {
    status: 409,
    zh: '{name}要求不低于{level}预警，目前没有生效或待签发的该级别预警，不能回复已落实。',
    en: '{name} calls for at least {level}, and no such warning is signed or waits for its signature.',
    next: { zh: '先会商、签发该级别预警。', en: 'Confer on it and have it signed first.' },
  },
  'instruction.noSuchDay': {
    status: 422,
    zh: '{day}不在指令执行期内，不能报送日报。',
    en: 'There is no daily report of {day}: it is before the instruction, or still ahead.',
    next: { zh: '改填指令登记之日至今日的日期。', en: 'Name a day from its receipt until today.' },
  },
  'instruction.reported': {
    status: 409,
    zh: '该报告已报送{day}，不能更改。',
    en: 'This report went up already {day} and does not change.',
    next: {
      zh: '在指令下查看；有误的另行报送说明。',
      en: 'See it with the instruction; a correction is a document of its own.',
    },
  },
  'tightening.notStricter': {
    status: 409,
    zh: '{name}现按{level}预警措施执行，加严须高于该级别。',
    en: '{name} is ordered by the measures of {level}; a tightening names a higher level.',
    next: { zh: '填更高级别，或改为指定生产线的更严措施。', en: 'Name a higher level, or stricter measures of lines.' },
  },
  'tightening.weaker': {
    status: 409,
    zh: '{enterprise} {line} 现要求“{asked}”，“{words}”不比它更严。县级措施只能加严，不得放松。',
    en: '{enterprise} {line} is asked {asked}; {words} is no more than that. A county may ask more, never less.',
    next: { zh: '填比现有要求更严的措施。', en: 'Name a measure that is stricter.' },
  },
  'tightening.unreadable': {
    status: 422,
    zh: '措施“{words}”无法识别。',
    en: 'The measure {words} can not be read.',
    next: { zh: '按清单写法填写，如“限产50%”“停产”。', en: 'Write it as a list does, as 限产50%, 停产.' },
  },
  'tightening.noLine': {
    status: 422,
    zh: '该预警下没有本县企业的生产线“{line}”的指令。',
    en: 'No enterprise of this county holds an order with the line {line} under this warning.',
    next: { zh: '按指令中的企业与生产线编号填写。', en: 'Name an enterprise and a line of an order.' },
  },
  'tightening.asksNothing': {
    status: 422,
    zh: '未写明加严到哪一级，或哪些生产线执行什么措施。',
    en: 'It names neither a level nor measures of lines.',
    next: { zh: '填写级别，或逐条填写生产线措施。', en: 'Name a level, or measures by line.' },
  },
  'tightening.open': {
    status: 409,
    zh: '{name}已有一项相同级别的加严。',
    en: '{name} has asked for the measures of this level already.',
    next: { zh: '查看已有的加严；需要的先终止。', en: 'See what holds; end it first if need be.' },
  },
  'tightening.decided': {
    status: 409,
    zh: '该加严已有结论、无需市级复核，或已终止。',
    en: 'This tightening was decided, needs no decision, or has ended.',
    next: { zh: '刷新查看。', en: 'Reload to see it.' },
  },
  'response.over': {
    status: 409,
    zh: '{name}已终止，不能再办理。',
    en: '{name} has ended.',
    next: { zh: '在生效的预警下办理。', en: 'See the warning that is in force.' },
  },
  'group.unknown': {
    status: 404,
    zh: '{day}没有联防联控区域“{group}”。',
    en: 'There is no group {group} on {day}.',
    next: { zh: '在 /linkage/groups 查看现行区域。', en: 'See the groups at /linkage/groups.' },
  },
  'transport.path': {
    status: 422,
    zh: '传输路径有误：须为本市的县（市、区），时间尚未到达，且不重复。',
    en: 'The path is wrong: counties of this city, each once, each at an hour that is still ahead.',
    next: { zh: '改正县区或时间。', en: 'Correct the counties or the hours.' },
  },
  'capReceiver.many': {
    status: 409,
    zh: '该辖区已有 {most} 个预警信息接收方，不能再加。',
    en: 'The warnings of this area go to {most} receivers already.',
    next: { zh: '先停用不再需要的。', en: 'Close one that is not needed any more.' },
  },
  'capReceiver.closed': {
    status: 409,
    zh: '{name}已停用。',
    en: '{name} was closed already.',
    next: { zh: '需要时重新登记。', en: 'Enter it anew if need be.' },
  },
  'cap.unreadable': {
    status: 422,
    zh: '报文不是可读的预警信息文件：{detail}。',
    en: 'This is no CAP 1.2 that can be read: {detail}.',
    next: {
      zh: '改正该处后重发；不接受文档类型定义和外部实体。',
      en: 'Correct that place and send it again; no document type and no entity of one’s own is taken.',
    },
  },
  'cap.sender': {
    status: 403,
    zh: '报文的发送方是 {sender}，该密钥的报送单位是 {provider}。',
    en: 'The message is sent by {sender}; this key speaks for {provider}.',
    next: {
      zh: '请接收方为该发送方单独发放接口密钥，报送单位填报文中的发送方名称。',
      en: 'Have a key made for this sender: its provider is the sender’s name in the messages.',
    },
  },
  // A sender tries this again by its schedule: a warning is not lost because two clocks differ.
  'cap.ahead': {
    status: 429,
    zh: '报文的发送时间 {sent} 还没有到。',
    en: 'The message is dated {sent}, which is still ahead.',
    next: { zh: '稍后重发；核对双方的时钟。', en: 'Send it again later, and set the clocks.' },
  },
  'cap.changed': {
    status: 409,
    zh: '{identifier} 已经收到过，内容与本次不同，不予更改。',
    en: '{identifier} was received before with another content, and does not change.',
    next: { zh: '有变更的另发更新报文，并写明引用的原报文。', en: 'Send an Update that names it in references.' },
  },
  'cap.notAbove': {
    status: 409,
    zh: '{name}不是本地的上级，其预警只供知悉。',
    en: '{name} is not above this area: its warnings are for information.',
    next: { zh: '需要联动的，由会商决定。', en: 'What follows from it is conferred on.' },
  },
  'cap.notReal': {
    status: 409,
    zh: '该报文标明为 {status}，与本系统的性质（实战或演练）不符，不能采纳。',
    en: 'The message says {status}; a live desk acts on Actual alone, a drill on exercises.',
    next: { zh: '请与发送方核实。', en: 'Ask whoever sent it.' },
  },
  'cap.over': {
    status: 409,
    zh: '该报文已被替代、取消或过期。',
    en: 'The message was replaced or cancelled, or has run out.',
    next: { zh: '在 /linkage/cap 查看最新一份。', en: 'See the newest at /linkage/cap.' },
  },
  'cap.decided': {
    status: 409,
    zh: '该报文已有处理意见。',
    en: 'It was decided what becomes of this message.',
    next: { zh: '刷新查看。', en: 'Reload to see it.' },
  },
  'cap.cancel': {
    status: 409,
    zh: '该报文是取消，不能作为指令采纳。',
    en: 'The message cancels: there is nothing in it to adopt.',
    next: {
      zh: '原指令在 /instructions 中解除，再将本报文记为不采纳。',
      en: 'Lift the instruction at /instructions, then lay this message aside (dismiss).',
    },
  },
  'cap.noLevel': {
    status: 422,
    zh: '报文没有写明预警级别。',
    en: 'The message names no level.',
    next: { zh: '请填写级别。', en: 'Name the level.' },
  },
  'transport.answered': {
    status: 409,
    zh: '已回执。',
    en: 'It was acknowledged already.',
    next: { zh: '刷新查看。', en: 'Reload to see it.' },
  },
} as const
