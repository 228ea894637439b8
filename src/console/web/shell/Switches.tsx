import type { ReactNode } from 'react'
import { useSay, useSettings, type Theme } from '../settings.tsx'
import { shell } from '../words/shell.ts'

const LANGUAGES = [
  { language: 'zh', name: '中文' },
  { language: 'en', name: 'English' },
] as const
const THEMES = { system: shell.systemTheme, light: shell.lightTheme, dark: shell.dark } as const

export function LanguageSwitch(): ReactNode {
  const say = useSay()
  const { language, setLanguage } = useSettings()
  return (
    <div className="switch" role="group" aria-label={say(shell.language)}>
      {LANGUAGES.map((one) => (
        <button
          key={one.language}
          type="button"
          lang={one.language}
          aria-pressed={one.language === language}
          onClick={() => setLanguage(one.language)}
        >
          {one.name}
        </button>
      ))}
    </div>
  )
}

export function ThemeSwitch(): ReactNode {
  const say = useSay()
  const { theme, setTheme } = useSettings()
  return (
    <div className="switch" role="group" aria-label={say(shell.theme)}>
      {(Object.keys(THEMES) as Theme[]).map((one) => (
        <button key={one} type="button" aria-pressed={one === theme} onClick={() => setTheme(one)}>
          {say(THEMES[one])}
        </button>
      ))}
    </div>
  )
}
