import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { App as Messages, ConfigProvider, theme as themes } from 'antd'
import en from 'antd/locale/en_US'
import zh from 'antd/locale/zh_CN'
import dayjs from 'dayjs'
import english from 'dayjs/locale/en'
import chinese from 'dayjs/locale/zh-cn'
import { StrictMode, type ReactNode } from 'react'
import { createRoot } from 'react-dom/client'
import { NONCE } from './page.ts'
import { SettingsOfBrowser, useSettings } from './settings.tsx'
import { Console } from './shell/Console.tsx'

const FONTS =
  '"PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Source Han Sans SC", system-ui, -apple-system, sans-serif'

const queries = new QueryClient({
  defaultOptions: {
    queries: {
      // The stream says when something has changed; without it a look at the window is reason enough.
      staleTime: 30_000,
      retry: (failures, problem) => failures < 2 && !('status' in problem && Number(problem.status) >= 400),
      refetchOnWindowFocus: true,
    },
    mutations: { retry: false },
  },
})

function Dressed(): ReactNode {
  const { language, dark } = useSettings()
  dayjs.locale(language === 'zh' ? chinese : english)
  return (
    <ConfigProvider
      locale={language === 'zh' ? zh : en}
      csp={{ nonce: NONCE }}
      button={{ autoInsertSpace: false }}
      theme={{
        algorithm: dark ? themes.darkAlgorithm : themes.defaultAlgorithm,
        token: {
          colorPrimary: dark ? '#4d8fe6' : '#1f5fbf',
          colorLink: dark ? '#7fb0f5' : '#1f5fbf',
          // The paler one that is made of it can not be read under the pointer.
          colorLinkHover: dark ? '#a8cbfa' : '#174a99',
          colorError: dark ? '#ff7b72' : '#b3161d',
          colorTextTertiary: dark ? '#a0a8b4' : '#5b6470',
          colorTextDescription: dark ? '#a0a8b4' : '#5b6470',
          colorTextPlaceholder: dark ? '#98a1ae' : '#69727e',
          colorBgLayout: dark ? '#14171c' : '#f3f5f7',
          colorBgContainer: dark ? '#1b1f26' : '#ffffff',
          borderRadius: 4,
          fontSize: 14,
          fontFamily: FONTS,
          motion: !window.matchMedia('(prefers-reduced-motion: reduce)').matches,
        },
        components: {
          Table: { cellPaddingBlockSM: 7, headerBorderRadius: 0 },
          // White words need a darker ground than a line or a mark of the same blue does.
          Button: { defaultHoverColor: dark ? '#7fb0f5' : '#174a99', ...(dark ? { colorPrimary: '#2f6fd0' } : {}) },
        },
      }}
    >
      <Messages>
        <Console />
      </Messages>
    </ConfigProvider>
  )
}

const root = document.querySelector('#root')
if (root !== null)
  createRoot(root).render(
    <StrictMode>
      <QueryClientProvider client={queries}>
        <SettingsOfBrowser>
          <Dressed />
        </SettingsOfBrowser>
      </QueryClientProvider>
    </StrictMode>,
  )
