/** What accounts, keys and log-ins refuse: a part of the catalogue in `src/errors.ts`. */
export const ACCOUNTS = {
  'user.loginTaken': {
    status: 409,
    zh: '登录名“{login}”已被使用。',
    en: 'The log-in name {login} is taken.',
    next: {
      zh: '换一个登录名；停用账号的登录名不再启用。',
      en: 'Choose another; names of closed accounts stay taken.',
    },
  },
  'user.oneself': {
    status: 403,
    zh: '不能更改或停用本人的账号。',
    en: 'Nobody changes or closes the own account.',
    next: { zh: '由另一位系统管理员办理。', en: 'Have another administrator do it.' },
  },
  'user.rankOfRole': {
    status: 422,
    zh: '签发级别与角色不符：签发人须有级别 1–3，其他角色没有级别。',
    en: 'Rank and role do not go together: an approver has a rank from 1 to 3, nobody else has one.',
    next: { zh: '改正角色或签发级别。', en: 'Correct the role or the rank.' },
  },
  'user.township': {
    status: 422,
    zh: '乡镇（街道）工作人员须写明所在乡镇（街道），并归属县（市、区）；其他角色不写。',
    en: 'A township officer belongs to a county and names the township; nobody else does.',
    next: { zh: '按清单中的名称填写乡镇（街道）。', en: 'Give the township as the list calls it.' },
  },
  'user.department': {
    status: 422,
    zh: '部门工作人员须指明本辖区通讯录中的部门；其他角色不写。',
    en: 'An officer of a department names one of the area’s departments; nobody else does.',
    next: { zh: '先在部门通讯录中登记该部门。', en: 'Enter the department first (POST /departments).' },
  },
  'user.closed': {
    status: 409,
    zh: '{login}的账号已停用。',
    en: 'The account {login} is closed.',
    next: { zh: '为其另开新账号。', en: 'Open a new one.' },
  },
  'user.noFactor': {
    status: 409,
    zh: '{login}没有设置双因素登录。',
    en: '{login} has no second factor.',
    next: { zh: '无需重置。', en: 'There is nothing to reset.' },
  },
  'user.nothingWaits': {
    status: 409,
    zh: '{login}的账号没有待确认的事项。',
    en: 'Nothing waits to be confirmed for {login}.',
    next: {
      zh: '签发人的密码链接或统一身份认证名称由管理员发放、登记后，再由第二人确认。',
      en: 'An administrator makes the link or enters the outside name of an approver first; a second person confirms it.',
    },
  },
  'user.samePerson': {
    status: 409,
    zh: '{login}是签发人：其登录方式不能由办理人或本人确认。',
    en: '{login} is an approver: who opened the way in, or the approver, does not confirm it.',
    next: {
      zh: '由另一位管理员、另一位签发人或本机管理者确认；已设双因素登录的签发人凭动态口令自行设置密码，无需确认。',
      en: 'Have another administrator, another approver or the owner of the machine confirm it; an approver with a second factor sets the password with a code of it, unconfirmed.',
    },
  },
  'user.lastAdministrator': {
    status: 409,
    zh: '{login}是本辖区最后一位能登录的系统管理员，不能停用或改任。',
    en: '{login} is the last administrator of the area who can log in, and stays one.',
    next: { zh: '先另设一位管理员，并由其设好密码。', en: 'Make another administrator, who sets a password, first.' },
  },
  'password.linkDead': {
    status: 410,
    zh: '设置密码的链接已用过、已过期或已被新的链接取代。',
    en: 'The link that sets a password was used, has run out, or was replaced by a newer one.',
    next: { zh: '请系统管理员重新发一个链接。', en: 'Ask the administrator for a new link.' },
  },
  'password.waits': {
    status: 409,
    zh: '{login}是签发人，这个链接还没有第二人确认。',
    en: '{login} is an approver, and no second person has confirmed this link yet.',
    next: {
      zh: '请另一位管理员、另一位签发人或本机管理者确认（POST /users/…/confirm），再打开本链接。',
      en: 'Have another administrator, another approver or the owner of the machine confirm it (POST /users/…/confirm), then open it again.',
    },
  },
  'password.weak': {
    status: 422,
    zh: '密码过于简单：不少于 {shortest} 个字符，且不含登录名。',
    en: 'The password is too simple: at least {shortest} characters, and without the log-in name in it.',
    next: { zh: '换一个更长的密码，例如几个互不相关的词。', en: 'Take a longer one, such as some unrelated words.' },
  },
  'login.required': {
    status: 401,
    zh: '请先登录。',
    en: 'Log in first.',
    next: { zh: '在 /api/v1/sessions 登录，或携带接口密钥。', en: 'Log in at /api/v1/sessions, or send a feed key.' },
  },
  'login.failed': {
    status: 401,
    zh: '用户名或密码不对，或该账号因多次输错已暂停登录。',
    en: 'User name or password is wrong, or the account is locked after too many wrong ones.',
    next: {
      zh: '核对后重试；多次输错的，稍后再试，或请管理员发设置密码的链接。',
      en: 'Try again; after many wrong ones wait a while, or ask the administrator for a link that sets the password.',
    },
  },
  'login.codeNeeded': {
    status: 401,
    zh: '请再输入动态口令。',
    en: 'A code of the telephone is needed as well.',
    next: {
      zh: '在 code 中填写手机上的 6 位数字，或一个恢复码。',
      en: 'Send the six figures of the telephone, or a recovery code, as code.',
    },
  },
  'login.codeWrong': {
    status: 401,
    zh: '动态口令不对，或已用过。',
    en: 'The code is wrong, or was used.',
    next: {
      zh: '等下一个口令；手机时间须准确。手机丢失的，用恢复码。',
      en: 'Wait for the next one; the telephone’s clock has to be right. Without it use a recovery code.',
    },
  },
  'login.factorNeeded': {
    status: 403,
    zh: '该角色须先设置双因素登录。',
    en: 'This role has to set up a second factor first.',
    next: {
      zh: '调用 POST /sessions/me/factor，用手机扫码后以 …/confirm 确认。',
      en: 'POST /sessions/me/factor, scan it with the telephone, and confirm at …/confirm.',
    },
  },
  'login.wrongPassword': {
    status: 403,
    zh: '密码不对。',
    en: 'The password is wrong.',
    next: { zh: '重新输入当前密码。', en: 'Give the password of today once more.' },
  },
  'login.oidcFailed': {
    status: 401,
    zh: '统一身份认证登录没有完成。',
    en: 'The log-in by the city’s own way was not completed.',
    next: { zh: '重新从登录页开始。', en: 'Begin again at the log-in page.' },
  },
  'login.oidcUnknown': {
    status: 403,
    zh: '统一身份认证的这个身份没有对应的账号。',
    en: 'No account goes with this identity.',
    next: {
      zh: '请系统管理员开设账号，并登记统一身份认证中的名称。',
      en: 'Ask the administrator to open an account and to enter the name that it has there.',
    },
  },
  'person.held': {
    status: 409,
    zh: '暂不能删除：{zh}（至：{until}）。',
    en: 'Not deleted yet: {en} (until: {until}).',
    next: {
      zh: '先停用账号、更换联系人或答复异议；留存期限未满的，期满后自动删除。',
      en: 'Close the account, replace the contact or answer the objection first; what a duty keeps goes by itself when it ends.',
    },
  },
  'key.closed': {
    status: 409,
    zh: '密钥“{name}”已停用。',
    en: 'The key {name} is closed.',
    next: { zh: '新发一个密钥。', en: 'Make a new one.' },
  },
  'key.past': {
    status: 422,
    zh: '旧密钥的停用时刻须在现在之后、30 天以内。',
    en: 'The old key is taken until an instant from now on, 30 days ahead at most.',
    next: {
      zh: '改正时刻；需要立即停用旧密钥的，写现在。',
      en: 'Correct it; to end the old key at once, leave it out.',
    },
  },
  'key.fromElsewhere': {
    status: 403,
    zh: '该密钥不能从 {address} 使用。',
    en: 'This key is not taken from {address}.',
    next: { zh: '从登记的网段发送，或请管理员更改网段。', en: 'Send from a network of the key, or have them changed.' },
  },
  'key.otherCertificate': {
    status: 403,
    zh: '该密钥须出示已登记的客户端证书，本次未出示或不是其中之一。',
    en: 'This key is taken with a client certificate of its own, and none of these was shown.',
    next: {
      zh: '使用登记的证书发送，或请管理员登记新证书。',
      en: 'Send with a certificate of the key, or have the new one entered.',
    },
  },
  'key.ofDevice': {
    status: 409,
    zh: '“{name}”是数采仪，凭 MN 和密码接入，没有可更换的密钥。',
    en: '{name} is a data logger that shows MN and PW; it has no key to change.',
    next: { zh: '停用后按新密码重新登记。', en: 'Revoke it and enter it again with the new password.' },
  },
} as const
