package io.github.openitem

import java.math.BigDecimal
import java.time.Duration
import java.time.Instant
import java.time.LocalDate
import java.time.LocalDateTime
import java.time.ZoneOffset
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertThrows
import org.junit.jupiter.api.Assertions.assertTimeoutPreemptively
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.DynamicTest
import org.junit.jupiter.api.Assumptions.assumeTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.TestFactory

/** Whatever a host hands in, it gets an error that says what is wrong, and keeps running. What Java's null gives: see JavaTest. */
class BadInputTest {
    private class Case(val name: String, val code: String, val said: String, val call: () -> Any?)

    private fun age(item: OpenItem) = agingAge(listOf(item), asOf = day("2026-06-30"))

    private val cases = listOf(
        Case("a float as a decimal", "amount_digits", "needs more than 28 digits") { age(item("I1", BigDecimal(0.1))) },
        Case("a JSON number as an amount", "malformed_json", "amount_from_float") {
            call("value.allocate", """{"total":1.5,"weights":["1"],"decimals":2}""")
        },
        Case("NaN in JSON", "malformed_json", "total") { call("value.allocate", """{"total":NaN,"weights":["1"],"decimals":2}""") },
        Case("NaN as text", "float_not_exact", "pass decimal text") { valueAmountFromFloat("NaN", "EUR") },
        Case("10,000 digits", "amount_digits", "needs more than 28 digits") { age(item("I1", BigDecimal("9".repeat(10_000)))) },
        Case("10,000 digits in JSON", "malformed_json", "needs more than 28 digits") {
            call("value.allocate", """{"total":"${"9".repeat(10_000)}","weights":["1"],"decimals":2}""")
        },
        Case("a huge exponent", "amount_digits", "needs more than 28 digits") { age(item("I1", BigDecimal("1E+999999999"))) },
        Case("a tiny exponent", "amount_digits", "needs more than 28 digits") { age(item("I1", BigDecimal("1E-999999999"))) },
        Case("a currency in small letters", "malformed_currency", "three to eight capital letters") { age(item("I1").copy(currency = "eur")) },
        Case("the last date of Java", "invalid_value", "years 1 to 9999") { agingAge(listOf(item("I1")), asOf = LocalDate.MAX) },
        Case("the first date of Java", "invalid_value", "years 1 to 9999") { agingAge(listOf(item("I1")), asOf = LocalDate.MIN) },
        Case("the year 0", "invalid_value", "years 1 to 9999") { age(item("I1", due = LocalDate.of(0, 12, 31))) },
        Case("the year 10000", "invalid_value", "years 1 to 9999") { age(item("I1", due = LocalDate.of(10_000, 1, 1))) },
        Case("the last moment of Java", "invalid_value", "years 1 to 9999") { bookReplay(listOf(), AsOf(day("2026-06-30"), Instant.MAX)) },
        Case("a moment in nanoseconds", "invalid_value", "whole microseconds") {
            val finer = LocalDateTime.of(2026, 6, 30, 9, 30, 0, 1).toInstant(ZoneOffset.UTC)
            bookReplay(listOf(), AsOf(day("2026-06-30"), finer))
        },
        Case("a whole number beyond 2^53", "invalid_value", "found 9007199254740992, expected a whole number from -9007199254740991") {
            entryWrite(StoredEntries(listOf(invoice("I1", "1").copy(source = Source.File("items.csv", 1L shl 53)))))
        },
        Case("the smallest Long", "invalid_value", "expected a whole number from -9007199254740991") {
            entryWrite(StoredEntries(listOf(invoice("I1", "1").copy(source = Source.File("items.csv", Long.MIN_VALUE)))))
        },
        Case("a lone surrogate", "invalid_value", "whole characters") { age(item("I\uD800")) },
        Case("a lone surrogate in JSON", "malformed_json", "hex escape") { call("value.parse_amount", "{\"text\":\"\\ud800\"}") },
        Case("deep JSON", "malformed_json", "recursion") { call("aging.age", "[".repeat(100_000)) },
        Case("deep JSON in a field", "malformed_json", "recursion") { call("aging.age", "{\"items\":" + "[".repeat(100_000)) },
        Case("an unknown field", "malformed_json", "unknown field") { call("value.minor_units", """{"currency":"EUR","x":1}""") },
        Case("no JSON", "malformed_json", "EOF") { call("value.minor_units", "") },
        Case("an operation that is not there", "unknown_operation", "no operation") { call("x".repeat(100_000), "{}") },
    )

    @TestFactory
    fun badInputIsAnErrorThatSaysWhatToDo(): List<DynamicTest> = cases.map { case ->
        DynamicTest.dynamicTest(case.name) {
            assertTimeoutPreemptively(Duration.ofSeconds(10)) {
                val error = assertThrows(OpenItemException::class.java) { case.call() }
                assertEquals(case.code, error.code) { error.message }
                assertTrue(case.said in error.message) { error.message }
                assertTrue(error.message.length < 400) { "a message of ${error.message.length} characters" }
            }
        }
    }

    @Test
    fun aListOfTheWrongTypeIsJavasOwnError() {
        @Suppress("UNCHECKED_CAST")
        val polluted = listOf("an item") as List<OpenItem>
        assertThrows(ClassCastException::class.java) { agingAge(polluted, asOf = day("2026-06-30")) }
    }

    @Test
    fun aHugeListCostsNoMoreThanAStatedMultipleOfIt() {
        val weights = List(1_000_000) { BigDecimal.ONE }
        assumeTrue(java.io.File("/proc/self/status").exists(), "the system does not tell how much memory a process holds")
        val before = resident()
        val parts = valueAllocate(BigDecimal("1000000.00"), weights, 2)
        assertEquals(1_000_000, parts.size)
        // The list crosses as text in one buffer: 4 bytes of length and up to 3 bytes a character, on the way in and out.
        val grown = resident() - before
        assertTrue(grown < 600_000_000) { "grown by $grown bytes" }
    }

    /** The memory that the process holds, the native part included. */
    private fun resident(): Long =
        java.io.File("/proc/self/status").readLines().first { it.startsWith("VmRSS:") }.filter { it.isDigit() }.toLong() * 1024
}
