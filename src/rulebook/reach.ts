/** Digits of a code that name the area itself: 2 of a province, 4 of a city, 6 of a county, none of the nation. */
export function reach(area: string): number {
  return area === 'CN' ? 0 : area.replace(/(00)+$/, '').length
}

/** Whether what is said for one area (`CN`, or a code with all that lies in it) holds in another; places abroad have letters. */
export function governs(area: string, other: string): boolean {
  if (area === 'CN') return other === 'CN' || !/^[A-Z]/.test(other)
  return other.startsWith(area.slice(0, reach(area)))
}
