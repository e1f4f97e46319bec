package io.github.openitem

import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertThrows
import org.junit.jupiter.api.Test

/** A defect inside the library is an error of its own, and ends nothing. */
class PanicsTest {
    @Test
    fun aPanicIsTheErrorInternalAndTheNextCallRuns() {
        val error = assertThrows(OpenItemException.Internal::class.java) { panicForTest("no way out") }
        assertEquals(Triple("internal", ErrorKind.INTERNAL, "no way out"), Triple(error.code, error.kind, error.problem))
        assertEquals(2, valueMinorUnits("EUR"))
    }
}
