import Foundation
import XCTest

@testable import OpenItem

/// Values come out as they went in, and a default is the same on both sides.
final class ValuesTests: XCTestCase {
    func testAmountsAreExact() throws {
        let parts = try valueAllocate(total: Decimal(100), weights: [1, 1, 1], decimals: 2)
        XCTAssertEqual(parts, ["33.34", "33.33", "33.33"].map { Decimal(string: $0)! })
    }

    func testAPolicyStartsFromItsPreset() throws {
        XCTAssertEqual(agingPolicySap(), try agingPreset(name: "sap"))
    }

    func testPersonalTextIsCutWhereItIsShown() {
        let payer = Payer(name: "Jane Smith", bankAccount: "DE02")
        XCTAssertFalse("\(payer)".contains("Jane") || "\(payer)".contains("DE02"), "\(payer)")
        XCTAssertEqual(payer.name, "Jane Smith")
    }
}
