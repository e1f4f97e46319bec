package io.github.openitem

import java.math.BigDecimal
import java.time.Instant
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertNotEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

/** Values come out as they went in, and a default is the same on both sides. */
class ValuesTest {
    @Test
    fun amountsAreExactAndHaveOneForm() {
        val largest = "9999999999999999999999999999"
        for ((given, back) in listOf("1.50" to "1.5", "-0.00" to "0", "1E+3" to "1000", "1E-7" to "1E-7", largest to largest)) {
            assertEquals(BigDecimal(back), valueAllocate(BigDecimal(given), listOf(BigDecimal.ONE), 28 - largest.length.coerceAtMost(21)).single())
        }
    }

    @Test
    fun datesAndMomentsComeOutAsTheyWentIn() {
        for (date in listOf("0001-01-01", "2024-02-29", "9999-12-31")) {
            assertEquals(day(date), calendarAdjust(HolidayCalendar("none"), day(date), BusinessDayRule.UNADJUSTED))
        }
        for (moment in listOf("0001-01-01T00:00:00Z", "2026-01-31T09:30:00.000001Z", "9999-12-31T23:59:59.999999Z")) {
            val written = entryWrite(StoredEntries(listOf(invoice("I1", "1").copy(recorded = Instant.parse(moment)))))
            assertEquals(Instant.parse(moment), entryRead(written).entries.single().recorded)
        }
    }

    @Test
    fun wholeNumbersComeOutAsTheyWentInUpToTwoToThe53() {
        for (line in listOf(-9_007_199_254_740_991, 0, 9_007_199_254_740_991)) {
            val written = entryWrite(StoredEntries(listOf(invoice("I1", "1").copy(source = Source.File("items.csv", line)))))
            assertEquals(Source.File("items.csv", line), entryRead(written).entries.single().source)
        }
    }

    @Test
    fun everyDefaultOfKotlinIsTheOneOfRust() {
        assertEquals(agingPolicyDefault(), AgingPolicy())
        assertEquals(amountFormatDefault(), AmountFormat())
        assertEquals(baseValuationDefault(), BaseValuation())
        assertEquals(bucketEdgeDefault(), BucketEdge())
        assertEquals(chartDefault(), Chart())
        assertEquals(exchangePolicyDefault(), ExchangePolicy())
        assertEquals(installmentTermDefault(), InstallmentTerm())
        assertEquals(instrumentDefault(), Instrument())
        assertEquals(journalPolicyDefault(), JournalPolicy())
        assertEquals(movementLinesDefault(), MovementLines())
        assertEquals(paymentTermsDefault(), PaymentTerms())
        assertEquals(postPolicyDefault(), PostPolicy())
        assertEquals(revaluationPolicyDefault(), RevaluationPolicy())
        assertEquals(tallyDefault(), Tally())
    }

    @Test
    fun recordsAreEqualByTheirFieldsAndChangedByCopy() {
        val sap = Policies.agingSap()
        assertEquals(agingPreset("sap"), sap)
        assertEquals(sap.hashCode(), Policies.agingSap().hashCode())
        val changed = sap.copy(groupBy = listOf(GroupBy.Parent))
        assertNotEquals(sap, changed)
        assertEquals(changed, sap.withGroupBy(listOf(GroupBy.Parent)))
        assertEquals(agingPresets(), agingPresets().sorted())
    }

    @Test
    fun personalTextIsCutWhereItIsShown() {
        val digest = "sha256:" + "0a".repeat(16)
        val shown = mapOf(
            "" to "", "Li" to "…", "王小明" to "…", "Jane Doe" to "…", "Jane Smith" to "Ja…", "😀".repeat(9) to "😀😀…", "😀".repeat(8) to "…",
            digest to digest, "sha256:Jane Doe" to "sh…", digest.uppercase() to "SH…", "$digest\n" to "sh…",
        )
        for ((text, cut) in shown) assertEquals("Payer(id=4711, name=$cut, bankAccount=null)", "${Payer(id = "4711", name = text)}")
        val customer = Customer("C1", name = "Jane Smith", otherNames = listOf("Jane", "Jane Miller"))
        assertTrue("name=Ja…, otherNames=[…, Ja…], bankAccounts=[]" in "$customer") { "$customer" }
        assertEquals("Note(note=Note(text=Ca…, items=[I1], entry=null))", "${EntryKind.Note(Note("Call Jane Smith", listOf("I1")))}")
        // Only what is shown is cut, and of a record only its personal text.
        assertEquals("Jane Smith", customer.name)
        assertEquals(customer, customer.copy())
        assertEquals("Money(amount=1, currency=EUR)", "${Money(amount("1"), "EUR")}")
    }

    @Test
    fun namesCanBeListed() {
        assertEquals(listOf("INVALID_INPUT", "NOT_FOUND", "CONFLICT", "UNSUPPORTED", "LIMIT", "INTERNAL"), ErrorKind.entries.map { it.name })
    }
}
