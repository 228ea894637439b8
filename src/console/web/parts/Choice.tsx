import { Select } from 'antd'
import type { ReactNode } from 'react'
import { useSearchParams } from 'react-router'

/** A choice that stands in the address, so that a view can be sent to a colleague. */
export function Choice({
  name,
  any,
  options,
}: {
  name: string
  /** What stands there while nothing is chosen. */
  any: string
  options: readonly { readonly value: string; readonly label: string }[]
}): ReactNode {
  const [asked, setAsked] = useSearchParams()
  const choose = (value: string | null | undefined): void => {
    const next = new URLSearchParams(asked)
    if (value === null || value === undefined) next.delete(name)
    else next.set(name, value)
    setAsked(next, { replace: true })
  }
  return (
    <Select
      aria-label={any}
      placeholder={any}
      value={asked.get(name)}
      options={[...options]}
      allowClear
      showSearch={{ optionFilterProp: 'label' }}
      popupMatchSelectWidth={false}
      onChange={choose}
    />
  )
}
