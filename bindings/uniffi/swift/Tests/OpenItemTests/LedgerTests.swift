import XCTest

@testable import OpenItem

/// The ledger as an object: it keeps what was posted.
final class LedgerTests: XCTestCase {
    func testALedgerWithoutEntriesIsEmpty() throws {
        let ledger = Ledger()
        XCTAssertEqual(try ledger.count(), 0)
        XCTAssertEqual(try ledger.replay(asOf: AsOf(date: CalendarDate(2026, 6, 30))).book.items.count, 0)
    }
}
