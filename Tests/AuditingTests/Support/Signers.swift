import Ledger

func signer(_ name: String, _ byte: UInt8) throws -> NoteSigner {
    try NoteSigner(name: name, seed: Array(repeating: byte, count: 32))
}
