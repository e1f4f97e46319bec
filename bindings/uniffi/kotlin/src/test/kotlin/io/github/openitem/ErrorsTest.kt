package io.github.openitem

import java.time.LocalDate
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertNotEquals
import org.junit.jupiter.api.Assertions.assertThrows
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

/** An error carries its code, its kind, a message and its data, each with a type. */
class ErrorsTest {
    private fun thrown(call: () -> Any?): OpenItemException = assertThrows(OpenItemException::class.java) { call() }

    @Test
    fun anErrorIsAClassWithItsDataAsFields() {
        val error = thrown { valueMinorUnits("QQQ") }
        assertEquals("unknown_currency", error.code)
        assertEquals(ErrorKind.NOT_FOUND, error.kind)
        assertEquals("the minor units of QQQ are not known: hand in a currency row", error.message)
        assertEquals("io.github.openitem.OpenItemException\$UnknownCurrency: ${error.message}", error.toString())
        assertEquals("QQQ", (error as OpenItemException.UnknownCurrency).currency)
        assertEquals(
            """{"code":"unknown_currency","data":{"currency":"QQQ"},"kind":"not_found","message":"${error.message}"}""",
            error.toJson(),
        )
    }

    @Test
    fun theJsonDoorGivesTheSameErrorWithItsPath() {
        val error = thrown { call("value.minor_units", """{"currency":"EUR","rows":[{"currency":"EUR"}]}""") }
        assertEquals(OpenItemException.MalformedJson("rows[0].minor_units", "missing field"), error)
        assertEquals(OpenItemException.UnknownOperation("value.nothing", null), thrown { call("value.nothing", "{}") })
        assertEquals(OpenItemException.UnknownOperation("aging.agee", "aging.age"), thrown { call("aging.agee", "{}") })
    }

    @Test
    fun errorsAreEqualWhereTheirDataIs() {
        assertEquals(OpenItemException.Overflow("a"), OpenItemException.Overflow("a"))
        assertNotEquals(OpenItemException.Overflow("a"), OpenItemException.Overflow("b"))
    }

    @Test
    fun anErrorThatAHostMadeOfBadDataSaysSoAndNeverThrows() {
        val late = LocalDate.of(10_000, 1, 1)
        val made = mapOf(
            OpenItemException.PeriodClosed("E1", "DE01", late, late, late) to "years 1 to 9999",
            OpenItemException.Stopped(Long.MIN_VALUE, "its budget is spent") to "found -9223372036854775808, expected a whole number",
            OpenItemException.UnknownCurrency("\uD800") to "whole characters",
        )
        for ((error, said) in made) {
            assertTrue(said in error.message) { error.message }
            assertEquals("invalid_value", error.code)
            assertEquals(ErrorKind.INVALID_INPUT, error.kind)
            assertTrue("invalid_value" in error.toJson() && error.message in error.toString() && said in error.stackTraceToString())
        }
    }

    @Test
    fun aWhenTellsErrorsByTheirClass() {
        val kind = when (thrown { valueMinorUnits("eur") }) {
            is OpenItemException.MalformedCurrency -> "malformed"
            else -> "other"
        }
        assertEquals("malformed", kind)
        assertTrue(OpenItemException::class.java.let { RuntimeException::class.java.isAssignableFrom(it) })
    }
}
