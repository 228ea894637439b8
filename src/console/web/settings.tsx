import { createContext, useContext, useEffect, useMemo, useState, useSyncExternalStore, type ReactNode } from 'react'
import { speak } from './api/client.ts'
import { keep, kept } from './kept.ts'
import { fill, type Bi, type Filling, type Language } from './words.ts'

export type Theme = 'system' | 'light' | 'dark'

interface Settings {
  readonly language: Language
  readonly theme: Theme
  readonly dark: boolean
  readonly setLanguage: (language: Language) => void
  readonly setTheme: (theme: Theme) => void
}

const SettingsContext = createContext<Settings | null>(null)
const system = window.matchMedia('(prefers-color-scheme: dark)')

/** Language and appearance of this browser. */
export function SettingsOfBrowser({ children }: { children: ReactNode }): ReactNode {
  const [language, setLanguage] = useState<Language>(() => (kept('language') === 'en' ? 'en' : 'zh'))
  const [theme, setTheme] = useState<Theme>(() => {
    const before = kept('theme')
    return before === 'light' || before === 'dark' ? before : 'system'
  })
  const systemDark = useSyncExternalStore(onSystem, () => system.matches)
  const dark = theme === 'dark' || (theme === 'system' && systemDark)
  speak(language)

  useEffect(() => {
    keep('language', language)
    document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en'
  }, [language])
  useEffect(() => {
    keep('theme', theme)
    document.documentElement.dataset['theme'] = dark ? 'dark' : 'light'
  }, [theme, dark])

  const value = useMemo(() => ({ language, theme, dark, setLanguage, setTheme }), [language, theme, dark])
  return <SettingsContext value={value}>{children}</SettingsContext>
}

export function useSettings(): Settings {
  const settings = useContext(SettingsContext)
  if (settings === null) throw new Error('outside of SettingsOfBrowser')
  return settings
}

/** Says an entry of the catalogue, or what the interface answered in both languages, in the reader's own. */
export function useSay(): <E extends Bi>(entry: E, ...filling: Filling<E>) => string {
  const { language } = useSettings()
  return (entry, ...filling) => fill(entry[language], filling[0])
}

function onSystem(listener: () => void): () => void {
  system.addEventListener('change', listener)
  return () => system.removeEventListener('change', listener)
}
