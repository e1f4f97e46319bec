//! What a discount costs a year, beside the same in floating point: floats are an oracle of tests, and stay out of the core.

use openitem::Amount;
use openitem::terms::annual_cost;

#[test]
fn the_effective_cost_agrees_with_floating_point() {
    for (percent, days) in
        [("2", 20), ("1", 30), ("5", 30), ("0.5", 7), ("3", 50), ("10", 60), ("50", 100), ("0.0001", 36_500), ("99", 400)]
    {
        let discount: f64 = percent.parse::<f64>().unwrap() / 100.0;
        let simple = discount / (1.0 - discount) * 365.0 / f64::from(days) * 100.0;
        let effective = ((1.0 / (1.0 - discount)).powf(365.0 / f64::from(days)) - 1.0) * 100.0;
        let cost = annual_cost(percent.parse().unwrap(), days, 6).unwrap();
        let near = |found: Amount, expected: f64| (found.to_string().parse::<f64>().unwrap() - expected).abs() < 1e-6 * expected.max(1.0);
        assert!(near(cost.simple, simple) && near(cost.effective, effective), "{percent} over {days}: {cost:?}, {simple} {effective}");
    }
    assert_eq!(annual_cost("99".parse().unwrap(), 1, 2).unwrap_err().code(), "overflow");
    assert_eq!(annual_cost("100".parse().unwrap(), 10, 2).unwrap_err().code(), "invalid_value");
    assert_eq!(annual_cost("2".parse().unwrap(), 0, 2).unwrap_err().code(), "invalid_value");
}
