internal import Ledger

extension RaffleRecord {
    mutating func acceptUnit(_ entry: RaffleEntry) {
        switch entry.body {
        case .lease(let lease):
            let account = accountOf[lease.rsu] ?? accounts.count
            if account == accounts.count {
                accountOf[lease.rsu] = account
                accounts.append(UnitAccount(rsu: lease.rsu, operator: lease.operator, state: .leased))
            }
            accounts[account].operator = lease.operator
            accounts[account].totals.allocated += lease.positions.count
            totals.allocated += lease.positions.count
            // At the end, but for one that a unit tells of after a restore.
            let place = leases.lastIndex { $0.positions.lowerBound < lease.positions.lowerBound }.map { $0 + 1 } ?? 0
            leases.insert(LeaseRow(positions: lease.positions, account: account), at: place)
            nextPosition = Swift.max(nextPosition, lease.positions.upperBound)
        case .leaseEnded(let end):
            update(end.rsu) { account in
                account.state = .ended
                account.endedAt = entry.at
            }
        case .rsuClosed(let closing):
            update(closing.rsu) { account in
                account.state = .closed
                account.statement = closing.statement
            }
        case .rsuCorrupt(let corruption):
            let line = Signed(index: size, at: entry.at, by: entry.by, value: corruption)
            update(corruption.rsu) { account in
                account.state = .corrupt
                account.corruption = line
                account.collected = corruption.collected
            }
            note(entry, "\(corruption.rsu.text) \(corruption.reason)")
        case .rsuRecovered(let recovery):
            update(recovery.rsu) { account in
                account.state = recovery.shortfall == nil ? .recovered : .incomplete
                account.statement = recovery.statement
                account.shortfall = recovery.shortfall
            }
            let lacking = recovery.shortfall.map { " incomplete: \($0.missing) sales missing, \($0.unaccounted) unaccounted; \($0.reason)" }
            note(entry, recovery.rsu.text + (lacking ?? ""))
        default: break
        }
    }

    mutating func update(_ rsu: RSUID, _ body: (inout UnitAccount) -> Void) {
        guard let account = accountOf[rsu] else { preconditionFailure("a unit is checked before it is changed") }
        body(&accounts[account])
    }
}
