const DIGITS = Array.from('零一二三四五六七八九')
const UNITS = ['', '十', '百', '千']
/** Longer numbers are no quantities: nobody says them but digit by digit. */
const LONGEST = 8

/** A figure as it is said (读数): 一百零五, 二十四点五; with a zero before it, or too long, digit by digit. */
export function sayNumber(text: string): string {
  const [whole = '', decimals] = text.split('.')
  const named = whole.length > LONGEST || /^0\d/.test(whole)
  const said = named ? digitByDigit(whole) : sayWhole(Number(whole)).replace(/^一十/, '十')
  return decimals === undefined ? said : `${said}点${digitByDigit(decimals)}`
}

/** 1, 7, A: how a code is read out. */
export function digitByDigit(text: string): string {
  return text.replaceAll(/\d/g, (digit) => DIGITS[Number(digit)] ?? digit)
}

function sayWhole(value: number): string {
  if (value >= 10_000) {
    const below = value % 10_000
    return `${sayWhole(Math.floor(value / 10_000))}万${below === 0 ? '' : `${below < 1000 ? '零' : ''}${sayWhole(below)}`}`
  }
  let said = ''
  let gap = false
  for (const [place, digit] of Array.from(String(value), Number).entries()) {
    const unit = UNITS[String(value).length - 1 - place] ?? ''
    if (digit === 0) gap = true
    else {
      said += `${gap ? '零' : ''}${DIGITS[digit]}${unit}`
      gap = false
    }
  }
  return said === '' ? '零' : said
}

/** 两, not 二, before what is counted. */
const COUNTED = '条|台|座|炉|套|孔|次|个|吨|辆|块|小时|万|千克|立方米|平方米'

/**
 * A text as a voice reads it (口播): figures, percent signs and line numbers as words, brackets as pauses. What a machine
 * reads of `1#` or `30%` differs from one provider to the next, and a control room must not have to guess.
 */
export function speak(text: string): string {
  return (
    text
      .replaceAll(/[（(〔「]/g, '，')
      .replaceAll(/[）)〕」“”"]/g, '')
      .replaceAll(/(?<=\d#?)\s*[-~～—–]\s*(?=\d)/g, '至')
      .replaceAll(/(?<=\p{Script=Han})\s*\/\s*(?=\p{Script=Han})/gu, '每')
      .replaceAll(/(\d+(?:\.\d+)?)\s*[%％]/g, (_, figure: string) => `百分之${sayNumber(figure)}`)
      .replaceAll(/(\d+)\s*[#＃]/g, (_, figure: string) => `${sayNumber(figure)}号`)
      // A figure beside letters is part of a name (DA001, 91140882MA0…), not a quantity.
      .replaceAll(/(?=[A-Za-z\d]*[A-Za-z])[A-Za-z\d]*\d[A-Za-z\d]*/g, digitByDigit)
      .replaceAll(new RegExp(`(?<![\\d.])2(?=\\s*(?:${COUNTED}))`, 'g'), '两')
      .replaceAll(/\d+(?:\.\d+)?/g, sayNumber)
      .replaceAll(/\s+/g, '')
      .replaceAll(/[，、；：]*([。！？])/g, '$1')
      .replaceAll(/，{2,}|([：；、])，|，([：；、])/g, (found) => found.replaceAll('，', '') || '，')
  )
}

/** A code, character by character, with a pause after each. */
export function spell(code: string): string {
  return Array.from(digitByDigit(code)).join('、')
}
