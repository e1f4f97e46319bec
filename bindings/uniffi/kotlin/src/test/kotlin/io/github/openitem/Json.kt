package io.github.openitem

import com.fasterxml.jackson.core.JsonParser
import com.fasterxml.jackson.core.JsonProcessingException
import com.fasterxml.jackson.databind.DeserializationFeature
import com.fasterxml.jackson.databind.JsonNode
import com.fasterxml.jackson.databind.json.JsonMapper
import java.math.BigDecimal
import java.time.Instant
import java.time.LocalDate
import java.time.format.DateTimeParseException
import java.util.TreeMap

/** JSON that Kotlin's own types cannot hold: what the dispatch of the tests refuses before any call, and where, `rows[0].amount`. */
internal class Refused(private val problem: String, val path: String = "") : RuntimeException("$path: $problem") {
    fun under(step: String) = Refused(problem, if (path.isEmpty() || path.startsWith("[")) "$step$path" else "$step.$path")
}

internal fun refused(problem: String, path: String = ""): Nothing = throw Refused(problem, path)

/** What is refused inside stands under this name or place. */
private inline fun <T> under(step: String, read: () -> T): T = try {
    read()
} catch (refused: Refused) {
    throw refused.under(step)
}

private val MAPPER: JsonMapper = JsonMapper.builder()
    .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
    .build()

internal fun parse(json: String): JsonNode = try {
    MAPPER.readTree(json)
} catch (error: JsonProcessingException) {
    // Of a field that stands twice the reader knows the name.
    refused("${error.message}", (error.processor as? JsonParser)?.currentName().orEmpty())
}

/** The fields of an object, of which these may stand in it. */
internal class Fields(private val json: JsonNode, vararg known: String) {
    init {
        if (!json.isObject) refused("$json is no object")
        val unknown = json.fieldNames().asSequence().filterNot { it in known }.toList()
        if (unknown.isNotEmpty()) refused("unknown field", unknown.first())
    }

    fun <T> required(name: String, read: (JsonNode) -> T): T = under(name) { read(json.get(name) ?: refused("missing field")) }

    fun <T> optional(name: String, read: (JsonNode) -> T): T? = json.get(name)?.takeUnless { it.isNull }?.let { under(name) { read(it) } }

    fun <T> given(name: String, default: () -> T, read: (JsonNode) -> T): T =
        if (json.has(name)) under(name) { read(json.get(name)) } else default()
}

internal fun tag(json: JsonNode): String = under("type") { text(json.get("type") ?: refused("missing field")) }

internal fun text(json: JsonNode): String = if (json.isTextual) json.textValue() else refused("$json is no text")

internal fun bool(json: JsonNode): Boolean = if (json.isBoolean) json.booleanValue() else refused("$json is neither true nor false")

internal fun int(json: JsonNode): Int = if (json.isIntegralNumber && json.canConvertToInt()) json.intValue() else refused("$json is no Int")

internal fun long(json: JsonNode): Long =
    if (json.isIntegralNumber && json.canConvertToLong()) json.longValue() else refused("$json is no Long")

internal fun decimal(json: JsonNode): BigDecimal =
    text(json).let { it.toBigDecimalOrNull() ?: refused("$it is no decimal") }

internal fun date(json: JsonNode): LocalDate = try {
    LocalDate.parse(text(json))
} catch (error: DateTimeParseException) {
    refused("${error.message}")
}

internal fun moment(json: JsonNode): Instant = try {
    java.time.OffsetDateTime.parse(text(json)).toInstant()
} catch (error: DateTimeParseException) {
    refused("${error.message}")
}

internal fun <T> list(json: JsonNode, read: (JsonNode) -> T): List<T> =
    if (json.isArray) json.mapIndexed { at, one -> under("[$at]") { read(one) } } else refused("$json is no list")

/** A record as plain JSON, its fields in order. */
internal fun record(fill: TreeMap<String, Any?>.() -> Unit): Map<String, Any?> = TreeMap<String, Any?>().apply(fill)

/** Canonical JSON, as every language of openitem writes it. */
internal fun write(value: Any?): String = StringBuilder().also { write(value, it) }.toString()

private fun write(value: Any?, out: StringBuilder) {
    when (value) {
        null, is Boolean, is Int, is Long -> out.append(value)
        is String -> quote(value, out)
        is List<*> -> {
            out.append('[')
            value.forEachIndexed { at, one -> if (at > 0) out.append(','); write(one, out) }
            out.append(']')
        }
        is Map<*, *> -> {
            out.append('{')
            value.entries.forEachIndexed { at, (key, one) ->
                if (at > 0) out.append(',')
                quote(key as String, out)
                out.append(':')
                write(one, out)
            }
            out.append('}')
        }
        else -> error("no JSON: $value")
    }
}

private fun quote(text: String, out: StringBuilder) {
    out.append('"')
    for (letter in text) {
        when {
            letter == '"' || letter == '\\' -> out.append('\\').append(letter)
            letter == '\b' -> out.append("\\b")
            letter == '\t' -> out.append("\\t")
            letter == '\n' -> out.append("\\n")
            letter == '\u000C' -> out.append("\\f")
            letter == '\r' -> out.append("\\r")
            letter < ' ' -> out.append("\\u%04x".format(letter.code))
            else -> out.append(letter)
        }
    }
    out.append('"')
}
