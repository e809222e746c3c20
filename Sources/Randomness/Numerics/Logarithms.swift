// Only exp and log come from the C library; every distribution below is written here and checked against published values.
#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// e to the power of `x`.
func exponential(_ x: Double) -> Double { exp(x) }

/// The natural logarithm of `x`.
func naturalLogarithm(_ x: Double) -> Double { log(x) }

/// `base` to a power of zero or more, by squaring.
func power(_ base: Double, _ exponent: Int) -> Double {
    precondition(exponent >= 0, "powers below zero are not asked for")
    var result = 1.0
    var factor = base
    var left = exponent
    while left > 0 {
        if left & 1 == 1 { result *= factor }
        factor *= factor
        left >>= 1
    }
    return result
}

/// n! / (k! (n - k)!) as a floating-point number; 0 when k is above n.
func binomialCoefficient(_ n: Int, _ k: Int) -> Double {
    guard k <= n else { return 0 }
    var result = 1.0
    for i in 0..<k { result *= Double(n - i) / Double(i + 1) }
    return result
}
