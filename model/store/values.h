// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"
#include "model/domain/tags.h"
#include "model/time/timestamp.h"

#include <QJsonObject>
#include <QString>
#include <QStringList>

#include <optional>

namespace tidemark::store {

/// What may be stored: the border at which input becomes rows. Any thread.

/// Most labels (pairs of key and value) of one thing, whichever entrance they come by; included.
inline constexpr qsizetype kMaxTags = 64;
/// Most words that a program of the Roboto API may put on a thing as its `tags`; included. They are
/// no labels: they have no values, make no series, and the API sets no bound (roboto-api 2.9, 3.2).
inline constexpr qsizetype kMaxWords = 1000;

/// The value as stored: finite, -0 as 0. Errors: InvalidArgument naming what it is.
[[nodiscard]] Result<double> storableValue(double value);
/// NFC labels without NUL, at most kMaxTags; keys and values not empty. Errors: InvalidArgument.
[[nodiscard]] Result<TagMap> storableTags(const TagMap &tags);
/// Free text as NFC without NUL; empty text stays, nothing is nothing. Errors: InvalidArgument.
[[nodiscard]] Result<std::optional<QString>>
storableDescription(const std::optional<QString> &text);
/// A free JSON object: at most 64 levels deep and 256 KiB of text, finite numbers, whole
/// characters. Errors: InvalidArgument.
[[nodiscard]] Result<QJsonObject> storableObject(const QJsonObject &object);
/// Words as NFC, each once, in the order given: at most kMaxWords, none empty. Errors:
/// InvalidArgument.
[[nodiscard]] Result<QStringList> storableLabels(const QStringList &labels);
/// A session's name as it was given, at most 120 characters and without NUL; a blank one, of which
/// a list would show nothing, is no name. Errors: InvalidArgument.
[[nodiscard]] Result<std::optional<QString>>
storableSessionName(const std::optional<QString> &name);
/// An id given by others (session, device, invocation): 1 to 255 bytes of NFC text without control
/// characters or outer blanks, since people type such names, too, and a name that differs in its
/// spelling alone must not become a second device. So whoever looks for one asks for this form.
/// Errors: InvalidArgument.
[[nodiscard]] Result<QString> storableId(const QString &id);
/// A file's id as programs give it, which nobody types: 1 to 255 bytes without NUL, kept as it is.
/// Errors: InvalidArgument.
[[nodiscard]] Result<QString> storableFileId(const QString &id);
/// Errors: InvalidArgument when the end lies before the start.
[[nodiscard]] Result<void> checkTimes(std::optional<Timestamp> start, std::optional<Timestamp> end);

} // namespace tidemark::store
