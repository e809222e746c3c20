/// Tail probabilities of the distributions that the tests refer to.
public enum Distribution {
    /// The chance that a chi-square value with `degreesOfFreedom` is `statistic` or more.
    public static func chiSquareUpperTail(_ statistic: Double, degreesOfFreedom: Int) -> Double {
        precondition(degreesOfFreedom > 0, "a chi-square value has at least one degree of freedom")
        return GammaFunction.upper(Double(degreesOfFreedom) / 2, statistic / 2)
    }

    /// The complementary error function.
    public static func erfc(_ x: Double) -> Double {
        x >= 0 ? GammaFunction.upper(0.5, x * x) : 2 - GammaFunction.upper(0.5, x * x)
    }

    /// The chance that a standard normal value is `z` or more.
    public static func normalUpperTail(_ z: Double) -> Double {
        erfc(z / (2.0).squareRoot()) / 2
    }

    /// The limiting chance that √N · D is `lambda` or more (Kolmogorov 1933), by whichever of its two series settles at once.
    public static func kolmogorovUpperTail(_ lambda: Double) -> Double {
        guard lambda > 0.04 else { return 1 }
        if lambda < 1.18 {
            let pi = Double.pi
            let factor = exponential(-pi * pi / (8 * lambda * lambda))
            var sum = 0.0
            for odd in [1, 3, 5, 7, 9] { sum += power(factor, odd * odd) }
            return 1 - (2 * pi).squareRoot() / lambda * sum
        }
        let factor = exponential(-2 * lambda * lambda)
        return 2 * (factor - power(factor, 4) + power(factor, 9) - power(factor, 16))
    }

    /// The chance of a largest distance `distance` or more between `count` values and their distribution, with Stephens's
    /// correction of 1970 for finite `count`: within 3 % of the exact chance for the counts in use here (hundreds and more).
    public static func kolmogorovSmirnov(distance: Double, count: Int) -> Double {
        let root = Double(count).squareRoot()
        return kolmogorovUpperTail((root + 0.12 + 0.11 / root) * distance)
    }

    /// The chance of `threshold` or more successes in `trials`, each with chance `probability`.
    public static func binomialUpperTail(trials: Int, probability: Double, threshold: Int) -> Double {
        guard threshold <= trials else { return 0 }
        // From the threshold upwards, so that a small tail is not what a large sum leaves over.
        var term = binomialCoefficient(trials, threshold) * power(probability, threshold) * power(1 - probability, trials - threshold)
        var tail = term
        for successes in threshold..<trials {
            term *= Double(trials - successes) / Double(successes + 1) * probability / (1 - probability)
            tail += term
        }
        return min(1, tail)
    }
}

/// The largest distance between the values in 0..<1 and the uniform distribution (Kolmogorov and Smirnov, two-sided).
func distanceFromUniform(_ values: [Double]) -> Double {
    let sorted = values.sorted()
    let count = Double(sorted.count)
    var distance = 0.0
    for (index, value) in sorted.enumerated() {
        distance = max(distance, value - Double(index) / count, Double(index + 1) / count - value)
    }
    return distance
}
