package io.github.openitem

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
        assertEquals("unknown_operation", thrown { call("value.nothing", "{}") }.code)
    }

    @Test
    fun errorsAreEqualWhereTheirDataIs() {
        assertEquals(OpenItemException.Overflow("a"), OpenItemException.Overflow("a"))
        assertNotEquals(OpenItemException.Overflow("a"), OpenItemException.Overflow("b"))
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
