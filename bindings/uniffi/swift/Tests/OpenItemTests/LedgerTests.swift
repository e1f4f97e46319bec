import XCTest

@testable import OpenItem

/// The ledger as an object: it keeps what was posted.
final class LedgerTests: XCTestCase {
    func testALedgerWithoutEntriesIsEmpty() throws {
        let ledger = Ledger()
        XCTAssertEqual(try ledger.count(), 0)
        XCTAssertEqual(try ledger.replay(asOf: AsOf(date: "2026-06-30")).book.items.count, 0)
    }
}
