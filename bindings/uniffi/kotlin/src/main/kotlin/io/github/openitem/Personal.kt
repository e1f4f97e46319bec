package io.github.openitem

/** Of a short text even two letters are most of it. */
private const val LONG = 8

private val DIGEST = Regex("sha256:[0-9a-f]{32}")

/** Personal text as `toString` shows it, as Rust's debug output does: the field itself holds all of it. */
internal fun cut(text: String): String = when {
    text.isEmpty() || DIGEST.matches(text) -> text
    text.codePointCount(0, text.length) > LONG -> text.substring(0, text.offsetByCodePoints(0, 2)) + "…"
    else -> "…"
}

internal fun cut(texts: List<String>): List<String> = texts.map { cut(it) }
