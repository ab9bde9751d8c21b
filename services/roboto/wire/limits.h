// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/text.h"
#include "services/json/json_limits.h"

#include <cstddef>

namespace tidemark::roboto {

/// What the wire accepts; every refusal names its limit.

/// Largest body of a request in bytes, included.
inline constexpr qsizetype kRequestMaxBytes = qsizetype{16} * 1024 * 1024;
/// Largest body of an answer that is read, in bytes, included.
inline constexpr qsizetype kAnswerMaxBytes = qsizetype{64} * 1024 * 1024;
/// Deepest nesting of metadata and custom fields, so that the page that holds them can be read.
inline constexpr int kMetadataMaxDepth = kJsonMaxDepth - 4;
/// Largest free-form object (metadata, custom fields, the changes to either) of a request in bytes,
/// written without spaces, included. The store keeps no larger one.
inline constexpr std::size_t kFreeFormMaxBytes = std::size_t{256} * 1024;
/// Most fields that one changeset puts or sets one by one, included.
inline constexpr qsizetype kChangesetMaxFields = 10'000;
/// Most values in one publish call, included.
inline constexpr std::size_t kPublishMaxItems = 10'000;
/// Most texts in one list of a request (ids of a filter, devices, files, labels), included.
inline constexpr std::size_t kListMaxItems = 10'000;
/// Most records on one page, included.
inline constexpr int kPageMaxResults = 10'000;
/// Longest name of a metric in UTF-8 bytes, included.
inline constexpr qsizetype kMetricNameMaxBytes = kNameMaxBytes;
/// Longest id that a client may choose, in UTF-8 bytes, included.
inline constexpr qsizetype kIdMaxBytes = 255;
/// Longest name of a session in Unicode characters, included.
inline constexpr qsizetype kSessionNameMaxCharacters = 120;
/// Longest page token in bytes, included.
inline constexpr qsizetype kPageTokenMaxBytes = 4096;

} // namespace tidemark::roboto
