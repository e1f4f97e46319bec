package io.github.openitem

import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Test

/** Every vector through Kotlin's own types and the typed functions. */
class DispatchTest {
    @Test
    fun everyVectorGivesTheSameBytesThroughTheTypedFunction() {
        val vectors = Repository.vectors()
        val failures = vectors.mapNotNull { vector ->
            disagreement(vector, runCatching { write(DISPATCHES.getValue(vector.call)(parse(vector.input))) }, typed = true)
        }
        assertEquals(emptyList<String>(), failures, "${failures.size} of ${vectors.size} vectors")
    }
}
