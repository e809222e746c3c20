/// One statistical test over final outcomes in 0..<range.
///
/// A test knows the exact chances under fair outcomes for every range, so a small range needs no other test than a large one.
public protocol RandomnessTest: Sendable {
    /// The name by which GLI-31 section 4.2.2 asks for it.
    var name: String { get }

    /// Why the test says nothing for this range with so many outcomes, or nil when it does.
    func obstacle(range: Int, count: Int) -> String?

    /// Runs over about `count` outcomes of `next`, each in 0..<range. Only to be called when there is no obstacle.
    func run(range: Int, count: Int, next: () -> Int) -> TestResult
}

extension RandomnessTest {
    public func obstacle(range: Int, count: Int) -> String? {
        if range < 2 { return "a range of one outcome leaves nothing to test" }
        if count < Self.leastOutcomes { return "needs \(Self.leastOutcomes) outcomes" }
        return nil
    }

    /// Below this the categories of the tests are too thinly filled for the distributions to hold.
    static var leastOutcomes: Int { 10_000 }
}

/// The fifteen tests, in the order in which GLI-31 names them.
public let fifteenTests: [any RandomnessTest] = [
    ChiSquareTest(), EquidistributionTest(), GapTest(), OverlapsTest(), PokerTest(), CouponCollectorTest(), PermutationTest(),
    KolmogorovSmirnovTest(), AdjacencyTest(), OrderStatisticTest(), RunsTest(), InterplayCorrelationTest(), SerialCorrelationTest(),
    SubsequencesTest(), PoissonTest(),
]

/// What one run of one test found.
public struct TestResult: Sendable, Hashable, Codable {
    public var name: String

    /// The outcomes (or draws) that the run looked at.
    public var count: Int

    public var statistic: Double

    /// Nil for a test that has none.
    public var degreesOfFreedom: Int?

    /// The chance of a statistic as large or larger under fair outcomes.
    public var pValue: Double

    /// Whether a p-value near 1 counts as a failure too: a fit too good to be chance.
    ///
    /// Not with few degrees of freedom: there, whole counts meet their expectation exactly more often than the continuous
    /// distribution says.
    public var isTwoSided: Bool

    /// How outcomes were put together, when they were.
    public var note: String?

    public init(
        name: String, count: Int, statistic: Double, degreesOfFreedom: Int? = nil, pValue: Double, isTwoSided: Bool = true,
        note: String? = nil
    ) {
        self.name = name
        self.count = count
        self.statistic = statistic
        self.degreesOfFreedom = degreesOfFreedom
        self.pValue = pValue
        self.isTwoSided = isTwoSided
        self.note = note
    }

    init(name: String, count: Int, chiSquare: Double, degreesOfFreedom: Int, note: String? = nil) {
        let pValue = degreesOfFreedom == 0 ? 1 : Distribution.chiSquareUpperTail(chiSquare, degreesOfFreedom: degreesOfFreedom)
        self.init(
            name: name, count: count, statistic: chiSquare, degreesOfFreedom: degreesOfFreedom, pValue: pValue,
            isTwoSided: degreesOfFreedom >= 8, note: note)
    }

    init(name: String, count: Int, fit: GoodnessOfFit, note: String? = nil) {
        self.init(name: name, count: count, chiSquare: fit.statistic, degreesOfFreedom: fit.degreesOfFreedom, note: note)
    }

    /// The result when what was waited for never came, which fair outcomes do with no chance worth naming.
    static func neverCame(name: String, count: Int, note: String) -> TestResult {
        TestResult(name: name, count: count, statistic: .greatestFiniteMagnitude, pValue: 0, isTwoSided: false, note: note)
    }
}
