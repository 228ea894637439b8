/**
 * Kinds of departments (部门) that have tasks of their own under a warning, whatever a place calls them: 公安, 城市管理,
 * 住房和城乡建设, 交通运输, 教育, 气象, 卫生健康, 生态环境, 应急管理, 宣传.
 */
export const DEPARTMENTS = {
  police: { zh: '公安', en: 'police' },
  cityManagement: { zh: '城市管理', en: 'city management' },
  housing: { zh: '住房和城乡建设', en: 'housing and construction' },
  transport: { zh: '交通运输', en: 'transport' },
  education: { zh: '教育', en: 'education' },
  weather: { zh: '气象', en: 'weather service' },
  health: { zh: '卫生健康', en: 'health' },
  ecology: { zh: '生态环境', en: 'ecology and environment' },
  emergency: { zh: '应急管理', en: 'emergency management' },
  publicity: { zh: '宣传', en: 'public information' },
} as const satisfies Record<string, { zh: string; en: string }>
export type DepartmentKind = keyof typeof DEPARTMENTS
export const DEPARTMENT_KINDS = Object.keys(DEPARTMENTS) as [DepartmentKind, ...DepartmentKind[]]

/** Who is asked after whom where a department is silent (催办顺序): 第二联系人, 部门负责人, 本级值班员. */
export const DEPARTMENT_RUNGS = ['secondContact', 'head', 'desk'] as const
export type DepartmentRung = (typeof DEPARTMENT_RUNGS)[number]

/** A rung that is still ahead, and how long the one before it is given. */
export interface DepartmentRungAhead {
  readonly rung: DepartmentRung
  /** Counted from the rung before it; of the first one from the message. */
  readonly minutes: number
}
