// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"

#include <QString>
#include <QStringView>

namespace tidemark {

/// Longest metric name in UTF-8 bytes, included.
inline constexpr qsizetype kNameMaxBytes = 255;
/// Longest tag value in UTF-8 bytes, included.
inline constexpr qsizetype kTagValueMaxBytes = 4096;
/// Longest free text (description, note) in UTF-8 bytes, included.
inline constexpr qsizetype kTextMaxBytes = 65536;

/// Trims and normalises (NFC) a metric name. All functions of this header may be called on any
/// thread.
///
/// A name is any Unicode text of 1 to kNameMaxBytes UTF-8 bytes without control characters; inner
/// spaces, right-to-left text, emoji and punctuation are kept as they are.
/// Errors: InvalidArgument, with a message that names the fix.
[[nodiscard]] Result<QString> normalisedName(QStringView text);

/// Normalises (NFC) free text such as a description or a note; line ends and tabs stay.
///
/// Errors: InvalidArgument for a NUL character, for half of a surrogate pair (it has no UTF-8 form)
/// and for more than `maxBytes` UTF-8 bytes after normalising.
[[nodiscard]] Result<QString> cleanText(QStringView text, qsizetype maxBytes = kTextMaxBytes);

/// The form in which texts are compared when searching: compatibility decomposition (NFKD) without
/// combining marks, case folded; letters with a stroke and ligatures (ø, ł, æ, ß) become plain ones.
/// The result is for comparing only, never shown.
[[nodiscard]] QString searchFolded(QStringView text);

/// True when `text` holds half of a surrogate pair.
[[nodiscard]] bool hasLoneSurrogate(QStringView text) noexcept;

} // namespace tidemark
