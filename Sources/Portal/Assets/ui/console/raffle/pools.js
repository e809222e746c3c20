// Which draw a prize belongs to. Prizes with the same early-bird time share a pool; a pool has one secret.

const time = (text) => (text ? new Date(text).getTime() : null);
/** Until when tickets had to be sold to take part: ms, or null for all. */
export const scopeOf = (prize) => time(prize.earlyBird?.salesBefore);

/** How many secrets a verifiable raffle takes: one for each pool. */
export const poolsOf = (definition) => new Set(definition.prizes.map(scopeOf)).size;

/** The draw in which this prize was begun; undefined before. The newest one counts: an unclaimed prize may be drawn again. */
export const drawOf = (draws, prize) => draws.findLast((draw) => draw.prizes.some((each) => each.prize === prize.id));

/** The frozen pool from which this prize is drawn next; undefined when it has to be frozen first. */
export const frozenFor = (draws, prize) => draws.findLast((draw) => draw.pool && !draw.reveal && time(draw.pool.salesBefore) === scopeOf(prize));

/** All that was drawn or entered for this prize, oldest first. */
export const attemptsOf = (draws, prize) => draws.flatMap((draw) => draw.attempts).filter((each) => each.prize === prize.id).sort((a, b) => (a.at < b.at ? -1 : 1));

/** Until when a prize can be claimed, in ms; null as long as it is not official. */
export function claimBy(raffle, prize) {
  const winner = raffle.now.winners.find((each) => each.prize === prize.id);
  return winner ? time(winner.officialAt) + raffle.now.definition.policies.claimDays * 86_400_000 : null;
}
