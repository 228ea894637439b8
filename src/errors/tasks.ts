/** What tasks refuse: a part of the catalogue in `src/errors.ts`. */
export const TASKS = {
  'task.ofDepartment': {
    status: 409,
    zh: '这是部门任务，不是现场核查任务。',
    en: 'This is a task of a department, not an inspection.',
    next: {
      zh: '代为反馈请用 /tasks/{id}/reports；要求继续落实用 …/ask-again；撤销用 …/withdraw。',
      en: 'Report for the department at /tasks/{id}/reports, ask again at …/ask-again, take it back at …/withdraw.',
    },
  },
  'task.ofInspection': {
    status: 409,
    zh: '这是现场核查任务，不是部门任务。',
    en: 'This is an inspection, not a task of a department.',
    next: { zh: '用 /tasks/{id}/answer 办结。', en: 'Answer it at /tasks/{id}/answer.' },
  },
  'task.noText': {
    status: 422,
    zh: '请写明情况：做了什么，或难在哪里、能做到什么程度。',
    en: 'Say what was done, or what the difficulty is and what can be done.',
    next: { zh: '填写后重新提交。', en: 'Fill it in and send it again.' },
  },
  'task.photoUsed': {
    status: 409,
    zh: '这张照片已用于其他任务或企业。',
    en: 'This photograph shows another task or an enterprise already.',
    next: { zh: '请在现场重新拍摄。', en: 'Take another one on the spot.' },
  },
  'task.photosFull': {
    status: 409,
    zh: '每项任务最多附 {most} 张照片。',
    en: 'A task takes {most} photographs at most.',
    next: { zh: '请选最能说明情况的，其余留存备查。', en: 'Choose those that show it best, and keep the others.' },
  },
  'task.hourPassed': {
    status: 422,
    zh: '反馈时限须晚于现在。',
    en: 'The hour of the report must lie ahead.',
    next: { zh: '改为之后的时间。', en: 'Name a later hour.' },
  },
} as const
