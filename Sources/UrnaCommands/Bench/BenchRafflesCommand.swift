internal import ArgumentParser
internal import Ledger

/// `urna bench raffles`: the generator, a draw and the seven reports of a large raffle, on one core of this machine.
struct BenchRafflesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "raffles", abstract: "Measure the generator, and a draw and all reports of a large raffle, on one core.")

    @Option(help: ArgumentHelp("Tickets in play, of ten numbers each; one in a hundred more is void.", valueName: "n"))
    var tickets = 1_000_000

    @OptionGroup var output: OutputOptions

    mutating func validate() throws {
        guard (1_000...1_900_000).contains(tickets) else { throw ValidationError("--tickets is 1000 to 1900000.") }
    }

    func run() async throws {
        let bench = RaffleBench(tickets: tickets)
        let ofGenerator = try bench.generator()
        let figures = try ofGenerator + bench.raffle()
        if output.isJSON {
            Console.print(.object(figures))
        } else {
            for (name, value) in figures { Console.print("\(name): \(String(decoding: value.canonical(), as: UTF8.self))") }
        }
    }
}
