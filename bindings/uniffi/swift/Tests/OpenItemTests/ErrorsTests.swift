import XCTest

@testable import OpenItem

/// An error carries its code, its kind, a message and its data.
final class ErrorsTests: XCTestCase {
    func testAnErrorIsACaseWithItsData() {
        XCTAssertThrowsError(try valueMinorUnits(currency: "QQQ")) { error in
            guard case OpenItemError.UnknownCurrency(let currency) = error else { return XCTFail("\(error)") }
            XCTAssertEqual(currency, "QQQ")
            XCTAssertEqual(try errorCode(error: error as! OpenItemError), "unknown_currency")
            XCTAssertEqual(try errorKind(error: error as! OpenItemError), .notFound)
        }
    }

    func testAPanicIsTheErrorInternal() {
        XCTAssertThrowsError(try panicForTest(said: "no way out")) { error in
            XCTAssertEqual(try errorCode(error: error as! OpenItemError), "internal")
        }
    }
}
