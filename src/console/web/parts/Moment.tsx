import { DatePicker } from 'antd'
import dayjs from 'dayjs'
import type { ReactNode } from 'react'

const FIELD = 'YYYY-MM-DDTHH:mm'
/** As everywhere; typed, a date may have its year. */
const SHOWN = 'MM-DD ddd HH:mm'

/** A date and an hour of the city, `2026-12-26T00:00`; empty where there is none. */
export function Moment({
  value,
  onChange,
  id,
  label,
}: {
  value?: string
  onChange?: (value: string) => void
  id?: string
  label?: string
}): ReactNode {
  return (
    <DatePicker
      {...(id === undefined ? {} : { id })}
      aria-label={label}
      showTime={{ format: 'HH:mm' }}
      format={[SHOWN, 'YYYY-MM-DD HH:mm', FIELD]}
      allowClear={false}
      value={value === undefined || value === '' ? null : dayjs(value)}
      onChange={(chosen) => onChange?.(chosen === null ? '' : chosen.format(FIELD))}
    />
  )
}
