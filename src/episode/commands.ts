import { readJudging } from '../assessment/commands.ts'
import { loadSeries } from '../feed/file.ts'
import type { Command, Commands } from '../model/command.ts'
import { showInstant } from '../model/time.ts'
import { replayArea } from './replay.ts'
import { Tally } from './summary.ts'

const replay: Command = {
  usage: 'replay --rulebook ID --series FILE.csv [--horizon 7]',
  async run(args, io) {
    const { path, book, horizon, rules } = readJudging(args, this.usage)
    const series = loadSeries(path, io)
    const tally = new Tally(book)
    for (const name of series.areas.keys()) {
      const played = replayArea(series, name, book, rules, horizon)
      tally.add(played)
      for (const { area, issued, start, end, peak, changes } of played.warnings)
        io.out(
          JSON.stringify({
            area,
            issued: showInstant(issued),
            start: showInstant(start),
            end: end === null ? null : showInstant(end),
            peak,
            changes: changes.map(({ at, level }) => ({ at: showInstant(at), level })),
          }),
        )
    }
    io.out(JSON.stringify({ summary: tally.summary() }))
    return 0
  },
}

export const commands: Commands = { replay }
