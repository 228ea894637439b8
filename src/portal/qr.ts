import { create } from 'qrcode'
import { html, type Html } from './html.ts'

/** Light modules round it, without which a reader does not find it. */
const QUIET = 4

/** A QR code (二维码) as a drawing that prints sharp at any size. */
export function qrOf(text: string, label: string): Html {
  const { modules } = create(text, { errorCorrectionLevel: 'M' })
  const { size, data } = modules
  const path = Array.from(data, (dark, n) =>
    dark ? `M${(n % size) + QUIET} ${Math.floor(n / size) + QUIET}h1v1h-1z` : '',
  )
  const whole = size + 2 * QUIET
  return html`<svg
    class="qr"
    viewBox="0 0 ${whole} ${whole}"
    role="img"
    aria-label="${label}"
    shape-rendering="crispEdges"
  >
    <rect width="${whole}" height="${whole}" fill="#fff" />
    <path d="${path.join('')}" fill="#000" />
  </svg>`
}
