package io.github.openitem

import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Assertions.assertThrows
import org.junit.jupiter.api.Test

/** The ledger as an object: it keeps what was posted, and refuses whole batches. */
class LedgerTest {
    private val asOf = AsOf(day("2026-03-31"))

    @Test
    fun whatIsPostedIsKeptAndAddsUp() = Ledger().use { ledger ->
        val first = ledger.post(Batch(listOf(invoice("I1", "100.00"), receipt("R1", "60.00"))))
        assertEquals(listOf("E-I1", "E-R1"), first.posted)
        assertEquals(listOf("A1"), ledger.post(Batch(listOf(application("A1", "R1", "I1", "60.00")))).posted)
        assertEquals(3, ledger.count())
        assertEquals(listOf("E-I1", "E-R1", "A1"), ledger.entries().map { it.id })
        val open = ledger.replay(asOf).book.items.associate { it.id to it.open }
        assertEquals(mapOf("I1" to amount("40")), open)
        assertEquals(bookReplay(ledger.entries(), asOf), ledger.replay(asOf))
    }

    @Test
    fun postingTwiceChangesNothing() = Ledger().use { ledger ->
        val batch = Batch(listOf(invoice("I1", "100.00")))
        ledger.post(batch)
        val again = ledger.post(batch)
        assertEquals(listOf<String>() to listOf("E-I1"), again.posted to again.known)
        assertEquals(1, ledger.count())
    }

    @Test
    fun aBatchThatCannotStandLeavesTheLedgerAsItWas() = Ledger().use { ledger ->
        ledger.post(Batch(listOf(invoice("I1", "100.00"), receipt("R1", "160.00"))))
        val batch = Batch(listOf(invoice("I2", "1.00"), application("A1", "R1", "I1", "160.00")))
        val error = assertThrows(OpenItemException.WouldOverApply::class.java) { ledger.post(batch) }
        assertEquals("I1" to amount("-60"), error.item to error.open)
        assertEquals(listOf("would_over_apply"), ledger.check(batch).map { it.rule })
        assertEquals(2, ledger.count())
    }

    @Test
    fun aClosedPeriodRefusesWhatComesLate() = Ledger().use { ledger ->
        assertNull(ledger.closedThrough("DE01"))
        ledger.post(Batch(listOf(entry("P1", "2026-04-01", EntryKind.PeriodClosed(PeriodClosed(day("2026-03-31")))).copy(customer = null))))
        assertEquals(day("2026-03-31"), ledger.closedThrough("DE01"))
        val error = assertThrows(OpenItemException.PeriodClosed::class.java) { ledger.post(Batch(listOf(invoice("I1", "1.00")))) }
        assertEquals(day("2026-04-01"), error.firstOpen)
        val policy = Policies.post().copy(late = LateEntry.MOVE)
        assertEquals(listOf("E-I1"), ledger.post(Batch(listOf(invoice("I1", "1.00"))), policy).moved.map { it.entry })
    }

    @Test
    fun aClosedLedgerSaysSo() {
        val ledger = Ledger()
        ledger.close()
        assertThrows(IllegalStateException::class.java) { ledger.count() }
    }
}
